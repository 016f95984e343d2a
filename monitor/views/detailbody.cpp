// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "monitor/views/detailbody.h"

#include <algorithm>
#include <utility>

#include <QPaintEvent>
#include <QPainter>

#include "monitor/charts/histogramview.h"
#include "monitor/numbers.h"

namespace Amp {

namespace {

constexpr int kindTop = 8;
constexpr int kindHeight = 18;
constexpr int titleTop = 26;
constexpr int sectionHeight = 24;
constexpr int headBottom = 55;
constexpr int signatureHeight = 22;
constexpr int histogramHeight = 240;
constexpr int gaugeHeight = 9;
constexpr int gaugeBlock = 37;
constexpr int factHeight = 20;
constexpr int labelWidth = 84;
constexpr int blockGap = 6;
constexpr int boxLineHeight = 16;
constexpr int boxPadding = 5;
constexpr int figureBlock = 46;

void drawLine(QPainter &painter, const QRect &rect, const QString &text, const QColor &color,
              Qt::Alignment alignment = Qt::AlignLeft)
{
    painter.setPen(color);
    painter.drawText(rect, int(alignment | Qt::AlignVCenter) | Qt::TextSingleLine,
                     painter.fontMetrics().elidedText(text, Qt::ElideRight, rect.width() + 1));
}

Accent accentOf(Tone tone, const Theme &theme)
{
    switch (tone) {
    case Tone::Failed:
        return theme.failed;
    case Tone::Slow:
        return theme.slow;
    default:
        return {theme.secondary, theme.text, mixed(theme.text, theme.base, 0.05)};
    }
}

} // namespace

DetailBody::DetailBody(QWidget *parent)
    : QWidget(parent)
    , m_histogram(new HistogramView(this))
{
    setObjectName(QStringLiteral("detailBody"));
    m_histogram->hide();
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

void DetailBody::setDetail(const Detail &detail)
{
    if (m_detail == detail)
        return; // of most, nothing changes from tick to tick
    const int before = heightForWidth(width());
    m_detail = detail;
    m_histogram->setVisible(detail.hasHistogram);
    if (heightForWidth(width()) != before)
        updateGeometry();
    QStringList texts{detail.kind, detail.title, detail.state.text};
    for (const Detail::Field &field : detail.fields)
        texts.append(QStringList{field.label, field.text, field.secondary}.join(u' ').trimmed());
    setAccessibleName(detail.title);
    setAccessibleDescription(texts.join(u", "));
    resizeEvent(nullptr);
    update();
}

void DetailBody::setStale(bool isStale)
{
    if (std::exchange(m_isStale, isStale) != isStale)
        update();
}

void DetailBody::setShowsBox(bool shows)
{
    if (std::exchange(m_showsBox, shows) != shows)
        updateGeometry();
}

int DetailBody::heightForWidth(int width) const
{
    return layOut(nullptr, width);
}

void DetailBody::resizeEvent(QResizeEvent *)
{
    m_histogram->setGeometry(padding, headHeight(), std::max(width() - 2 * padding, 0),
                             histogramHeight);
}

Theme DetailBody::theme() const
{
    const Theme theme = Theme::of(palette());
    return m_isStale ? theme.staled() : theme;
}

void DetailBody::paintEvent(QPaintEvent *event)
{
    QPainter painter(this);
    painter.fillRect(event->rect(), theme().base);
    layOut(&painter, width());
}

int DetailBody::layOut(QPainter *painter, int width) const
{
    const int inner = width - 2 * padding;
    int y = head(painter, inner);
    if (m_detail.hasHistogram)
        y += histogramHeight;
    y = figures(painter, y, inner);
    y = message(painter, y, inner);
    y = gauge(painter, y, inner);
    y = fields(painter, y, inner);
    return m_showsBox ? box(painter, y, inner) : y;
}

int DetailBody::headHeight() const
{
    return headBottom + (m_detail.line.isEmpty() ? 0 : signatureHeight);
}

int DetailBody::head(QPainter *painter, int width) const
{
    if (!painter)
        return headHeight();
    const Theme theme = this->theme();
    painter->setFont(Type::numberFont(Type::Role::Header));
    drawLine(*painter, {padding, kindTop, width, kindHeight}, m_detail.kind, theme.secondary);

    painter->setFont(Type::numberFont(Type::Role::BodyBold));
    const Cell &state = m_detail.state;
    const int stateWidth = painter->fontMetrics().horizontalAdvance(state.text);
    const int stateLeft = padding + width - stateWidth;
    drawLine(*painter, {stateLeft, titleTop, stateWidth, sectionHeight}, state.text,
             inkOf(state.tone, theme));
    if (state.icon)
        paintIcon(*painter, *state.icon, QRectF(stateLeft - 20, titleTop + 4, 16, 16),
                  inkOf(state.iconTone, theme));
    painter->setFont(Type::font(Type::Role::DetailTitle));
    drawLine(*painter, {padding, titleTop, width - stateWidth - 28, sectionHeight}, m_detail.title,
             theme.text);
    if (!m_detail.line.isEmpty()) {
        painter->setFont(Type::font(Type::Role::MonoLog));
        drawLine(*painter, {padding, headBottom, width, signatureHeight - 4}, m_detail.line,
                 theme.secondary);
    }
    return headHeight();
}

int DetailBody::message(QPainter *painter, int y, int width) const
{
    if (!m_detail.message)
        return y;
    const QFont font = Type::font(Type::Role::Body);
    const QRect room(padding + 12, y + 27, width - 24, 200);
    const QRect text =
        QFontMetrics(font).boundingRect(room, Qt::TextWordWrap, m_detail.message->text);
    const int height = 27 + text.height() + 9;
    if (painter) {
        const Theme theme = this->theme();
        const Accent accent = accentOf(m_detail.message->tone, theme);
        painter->fillRect(padding, y, width, height, accent.tint);
        painter->fillRect(padding, y, 3, height, accent.fill);
        painter->setFont(Type::font(Type::Role::BodyBold));
        drawLine(*painter, {padding + 12, y + 7, width - 24, 20}, m_detail.message->title,
                 accent.ink);
        painter->setFont(font);
        painter->setPen(theme.text);
        painter->drawText(room, Qt::TextWordWrap, m_detail.message->text);
    }
    return y + height + 8;
}

int DetailBody::gauge(QPainter *painter, int y, int width) const
{
    if (!m_detail.gauge)
        return y;
    if (!painter)
        return y + gaugeBlock;
    const Theme theme = this->theme();
    const Detail::Gauge &gauge = *m_detail.gauge;
    const auto x = [&gauge, width](qint64 time) {
        return int(double(width) * std::min(1.0, double(time) / double(gauge.whole)));
    };
    const int top = y + 3;
    painter->fillRect(padding, top, width, gaugeHeight, mixed(theme.text, theme.base, 0.05));
    const int waited = std::max(x(gauge.waited), 2);
    painter->fillRect(padding, top, waited, gaugeHeight, theme.doneBar);
    painter->fillRect(padding + waited, top, std::max(x(gauge.elapsed), 2), gaugeHeight,
                      gauge.isSlow ? theme.slow.fill : theme.running.fill);
    painter->setFont(Type::numberFont(Type::Role::Unit));
    const auto mark = [&](qint64 at, const QString &text, Qt::Alignment alignment) {
        const int left = padding + std::min(x(at), width - 1);
        painter->fillRect(left, top - 3, 1, gaugeHeight + 6, theme.text);
        const QRect label =
            alignment == Qt::AlignRight
                ? QRect(padding, top + 13, width, 16)
                : QRect(std::clamp(left - 60, padding, padding + width - 120), top + 13, 120, 16);
        drawLine(*painter, label, text, theme.secondary, alignment);
    };
    const bool hasRoom = !gauge.limit || x(gauge.p99) < width - 150;
    if (gauge.p99 && hasRoom)
        mark(gauge.p99, tr("p99 %1").arg(Numbers::measuredText(gauge.p99)),
             x(gauge.p99) < 60 ? Qt::AlignLeft : Qt::AlignHCenter);
    if (gauge.limit)
        mark(gauge.limit, tr("deadline %1").arg(Numbers::measuredText(gauge.limit)),
             Qt::AlignRight);
    return y + gaugeBlock;
}

int DetailBody::fields(QPainter *painter, int y, int width) const
{
    for (const Detail::Field &field : m_detail.fields) {
        if (painter)
            paintField(*painter, y, width, field);
        y += factHeight;
    }
    return y;
}

void DetailBody::paintField(QPainter &painter, int y, int width, const Detail::Field &field) const
{
    const Theme theme = this->theme();
    painter.setFont(Type::numberFont(Type::Role::Body));
    drawLine(painter, {padding, y, labelWidth, factHeight}, field.label, theme.secondary);
    const int left = padding + labelWidth;
    const int textWidth = painter.fontMetrics().horizontalAdvance(field.text);
    drawLine(painter, {left, y, width - labelWidth, factHeight}, field.text, theme.text);
    const int after = left + textWidth + 8;
    if (!field.secondary.isEmpty() && after < padding + width)
        drawLine(painter, {after, y, padding + width - after, factHeight}, field.secondary,
                 theme.secondary);
}

int DetailBody::figures(QPainter *painter, int y, int width) const
{
    if (m_detail.figures.empty())
        return y;
    if (!painter)
        return y + figureBlock;
    const Theme theme = this->theme();
    const int each = width / int(m_detail.figures.size());
    for (size_t i = 0; i < m_detail.figures.size(); ++i) {
        const Detail::Figure &figure = m_detail.figures[i];
        const int left = padding + int(i) * each;
        painter->setFont(Type::font(Type::Role::Header));
        drawLine(*painter, {left, y + 2, each, 16}, figure.label, theme.secondary);
        painter->setFont(Type::numberFont(Type::Role::EmptyTitle));
        QFont font = painter->font();
        font.setWeight(QFont::Normal);
        painter->setFont(font);
        drawLine(*painter, {left, y + 18, each, 20}, figure.text, theme.text);
        const int after = left + painter->fontMetrics().horizontalAdvance(figure.text) + 4;
        painter->setFont(Type::font(Type::Role::Unit));
        drawLine(*painter, {after, y + 20, 40, 18}, figure.unit, theme.secondary);
    }
    return y + figureBlock;
}

int DetailBody::box(QPainter *painter, int y, int width) const
{
    if (m_detail.boxLines.isEmpty())
        return y + blockGap;
    const int top = y + blockGap + factHeight - 1;
    const int height = int(m_detail.boxLines.size()) * boxLineHeight + 2 * boxPadding;
    if (painter) {
        const Theme theme = this->theme();
        painter->setFont(Type::font(Type::Role::Body));
        drawLine(*painter, {padding, y + blockGap - 1, width, factHeight}, m_detail.boxTitle,
                 theme.secondary);
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(Qt::NoPen);
        painter->setBrush(theme.isDark ? mixed(theme.text, theme.base, 0.04) : theme.window);
        painter->drawRoundedRect(padding, top, width, height, 4, 4);
        painter->setFont(Type::font(Type::Role::Mono));
        int line = top + boxPadding;
        for (const QString &text : m_detail.boxLines) {
            const bool isError = text.contains(QStringLiteral("error"), Qt::CaseInsensitive);
            drawLine(*painter, {padding + 8, line, width - 16, boxLineHeight}, text,
                     isError ? theme.failed.ink : theme.text);
            line += boxLineHeight;
        }
    }
    return top + height + padding;
}

} // namespace Amp
