// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "monitor/theme.h"

#include <algorithm>
#include <array>

#include <QApplication>
#include <QFontDatabase>
#include <QFontMetricsF>

namespace Amp {

namespace {

constexpr double staleShare = 0.45;

// What of a theme no palette role can carry, for AMP's own two palettes and as far as it does not
// depend on the palette at all: the hues of the deviations.
Theme lightTheme()
{
    Theme theme;
    theme.window = QColor(0xf4f5f7);
    theme.base = QColor(0xffffff);
    theme.text = QColor(0x1b2026);
    theme.secondary = QColor(0x59616b);
    theme.disabled = QColor(0x8a929c);
    theme.stale = QColor(0x626a74);
    theme.line = QColor(0xd6dae0);
    theme.grid = QColor(0xe8ebef);
    theme.fieldBorder = QColor(0xc3c9d1);
    theme.button = QColor(0xffffff);
    theme.highlight = QColor(0x0072b2);
    theme.focus = QColor(0x0072b2);
    theme.selectedRow = QColor(0xdeedf5);
    theme.selectedRowUnfocused = QColor(0xededee);
    theme.doneBar = QColor(0xc5cbd3);
    theme.running = {QColor(0x0072b2), QColor(0x005f94), QColor(0xdeedf5)};
    theme.slow = {QColor(0xe69f00), QColor(0x805300), QColor(0xfcf3e0)};
    theme.failed = {QColor(0xd55e00), QColor(0xa84300), QColor(0xfaece0)};
    theme.done = {QColor(0x009e73), QColor(0x006b4e), QColor(0xe0f3ee)};
    theme.paused = {QColor(0xcc79a7), QColor(0x8e3f70), QColor(0xf9eff4)};
    theme.danger = QColor(0xb84a00);
    return theme;
}

Theme darkTheme()
{
    Theme theme;
    theme.isDark = true;
    theme.window = QColor(0x22252a);
    theme.base = QColor(0x191b1f);
    theme.text = QColor(0xe4e7eb);
    theme.secondary = QColor(0xa4acb7);
    theme.disabled = QColor(0x717983);
    theme.stale = QColor(0x8b939e);
    theme.line = QColor(0x363a42);
    theme.grid = QColor(0x282b31);
    theme.fieldBorder = QColor(0x4a505a);
    theme.button = QColor(0x2c3036);
    theme.highlight = QColor(0x0072b2);
    theme.focus = QColor(0x4ca6dc);
    theme.selectedRow = QColor(0x103951);
    theme.selectedRowUnfocused = QColor(0x292b2f);
    theme.doneBar = QColor(0x4f565f);
    theme.running = {QColor(0x0072b2), QColor(0x62b6e8), QColor(0x103951)};
    theme.slow = {QColor(0xe69f00), QColor(0xf0b13a), QColor(0x423519)};
    theme.failed = {QColor(0xd55e00), QColor(0xff8a45), QColor(0x3f2819)};
    theme.done = {QColor(0x009e73), QColor(0x3cc79b), QColor(0x153529)};
    theme.paused = {QColor(0xcc79a7), QColor(0xe0a0c6), QColor(0x3d2e3a)};
    theme.danger = QColor(0xb84a00);
    return theme;
}

bool isMadeFrom(const QPalette &palette, const Theme &theme)
{
    // A disabled widget has the same theme.
    return palette.color(QPalette::Active, QPalette::Window) == theme.window &&
           palette.color(QPalette::Active, QPalette::Base) == theme.base &&
           palette.color(QPalette::Active, QPalette::Text) == theme.text;
}

Theme mixedFrom(const QPalette &palette)
{
    const QColor base = palette.color(QPalette::Active, QPalette::Base);
    const QColor text = palette.color(QPalette::Active, QPalette::Text);
    const bool isDark = base.lightnessF() < text.lightnessF();
    Theme theme = isDark ? darkTheme() : lightTheme();
    theme.window = palette.color(QPalette::Active, QPalette::Window);
    theme.base = base;
    theme.text = text;
    theme.secondary = mixed(text, base, 0.72);
    theme.disabled = mixed(text, base, 0.5);
    theme.stale = mixed(text, base, 0.66);
    theme.line = mixed(text, base, 0.18);
    theme.grid = mixed(text, base, 0.1);
    theme.fieldBorder = mixed(text, base, 0.26);
    theme.button = palette.color(QPalette::Active, QPalette::Button);
    theme.highlight = palette.color(QPalette::Active, QPalette::Highlight);
    theme.focus = isDark ? theme.highlight.lighter(140) : theme.highlight;
    theme.selectedRow = mixed(theme.highlight, base, isDark ? 0.34 : 0.13);
    theme.selectedRowUnfocused = mixed(text, base, 0.08);
    theme.doneBar = mixed(text, base, isDark ? 0.27 : 0.25);
    return theme;
}

void setDisabled(QPalette &palette, const Theme &theme)
{
    for (const auto role :
         {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::PlaceholderText})
        palette.setColor(QPalette::Disabled, role, theme.disabled);
    palette.setColor(QPalette::Disabled, QPalette::Highlight, theme.line);
    palette.setColor(QPalette::Disabled, QPalette::HighlightedText, theme.disabled);
}

QPalette paletteOf(const Theme &theme)
{
    QPalette palette;
    palette.setColor(QPalette::Window, theme.window);
    palette.setColor(QPalette::WindowText, theme.text);
    palette.setColor(QPalette::Base, theme.base);
    palette.setColor(QPalette::AlternateBase, theme.window);
    palette.setColor(QPalette::Text, theme.text);
    palette.setColor(QPalette::BrightText, Qt::white);
    palette.setColor(QPalette::Button, theme.button);
    palette.setColor(QPalette::ButtonText, theme.text);
    palette.setColor(QPalette::Light, theme.isDark ? theme.fieldBorder : theme.base);
    palette.setColor(QPalette::Midlight, theme.grid);
    palette.setColor(QPalette::Mid, theme.line);
    palette.setColor(QPalette::Dark, theme.fieldBorder);
    palette.setColor(QPalette::Shadow, QColor(0x0b0d0f));
    palette.setColor(QPalette::Highlight, theme.highlight);
    palette.setColor(QPalette::HighlightedText, Qt::white);
    palette.setColor(QPalette::Link, theme.running.ink);
    palette.setColor(QPalette::LinkVisited, theme.paused.ink);
    palette.setColor(QPalette::ToolTipBase, theme.text);
    palette.setColor(QPalette::ToolTipText, theme.base);
    palette.setColor(QPalette::PlaceholderText, theme.secondary);
    setDisabled(palette, theme);
    return palette;
}

} // namespace

QColor mixed(const QColor &over, const QColor &under, double share)
{
    const auto mix = [share](int one, int other) {
        return qRound(share * one + (1 - share) * other);
    };
    return QColor(mix(over.red(), under.red()), mix(over.green(), under.green()),
                  mix(over.blue(), under.blue()));
}

Theme Theme::of(const QPalette &palette)
{
    for (const Theme &own : {lightTheme(), darkTheme()}) {
        if (isMadeFrom(palette, own))
            return own;
    }
    return mixedFrom(palette);
}

Theme Theme::staled() const
{
    Theme theme = *this;
    theme.text = secondary;
    theme.secondary = stale;
    theme.doneBar = mixed(doneBar, base, staleShare);
    for (Accent *accent : {&theme.running, &theme.slow, &theme.failed, &theme.done, &theme.paused})
    {
        accent->fill = mixed(accent->fill, base, staleShare);
        accent->ink = stale;
    }
    return theme;
}

QPalette Theme::lightPalette()
{
    return paletteOf(lightTheme());
}

QPalette Theme::darkPalette()
{
    return paletteOf(darkTheme());
}

namespace Type {

namespace {

struct Style
{
    int pixels;
    QFont::Weight weight;
    bool isMono;
};

Style styleOf(Role role)
{
    switch (role) {
    case Role::Figure:
        return {24, QFont::Normal, false};
    case Role::FigureSmall:
        return {18, QFont::Normal, false};
    case Role::DetailTitle:
        return {17, QFont::Bold, false};
    case Role::EmptyTitle:
        return {15, QFont::Bold, false};
    case Role::Body:
        return {13, QFont::Normal, false};
    case Role::BodyBold:
    case Role::PaneTitle:
        return {13, QFont::Bold, false};
    case Role::ChartTitle:
        return {12, QFont::Bold, false};
    case Role::Header:
        return {12, QFont::Normal, false};
    case Role::Unit:
        return {11, QFont::Normal, false};
    case Role::Mono:
        return {11, QFont::Normal, true};
    case Role::MonoLog:
        return {12, QFont::Normal, true};
    }
    Q_UNREACHABLE();
}

bool hasEqualDigits(const QFont &font)
{
    const QFontMetricsF metrics(font);
    const double zero = metrics.horizontalAdvance(u'0');
    return std::all_of(u"123456789", u"123456789" + 9, [&](char16_t digit) {
        return qFuzzyCompare(metrics.horizontalAdvance(QChar(digit)), zero);
    });
}

QString firstInstalled(std::initializer_list<QString> families, const QString &otherwise)
{
    for (const QString &family : families) {
        if (QFontDatabase::hasFamily(family))
            return family;
    }
    return otherwise;
}

const QString &textFamily()
{
    static const QString family =
        firstInstalled({QStringLiteral("Noto Sans")}, QApplication::font().family());
    return family;
}

const QString &numberFamily()
{
    static const QString family =
        hasEqualDigits(QFont(textFamily()))
            ? textFamily()
            : firstInstalled({QStringLiteral("Noto Sans"), QStringLiteral("DejaVu Sans")},
                             textFamily());
    return family;
}

const QString &monoFamily()
{
    static const QString family =
        firstInstalled({QStringLiteral("Noto Sans Mono"), QStringLiteral("DejaVu Sans Mono")},
                       QFontDatabase::systemFont(QFontDatabase::FixedFont).family());
    return family;
}

QFont styled(const QString &family, const Style &style)
{
    QFont font(family);
    font.setPixelSize(style.pixels);
    font.setWeight(style.weight);
    return font;
}

} // namespace

QFont font(Role role)
{
    const Style style = styleOf(role);
    return styled(style.isMono ? monoFamily() : textFamily(), style);
}

QFont numberFont(Role role)
{
    const Style style = styleOf(role);
    return styled(style.isMono ? monoFamily() : numberFamily(), style);
}

} // namespace Type

} // namespace Amp
