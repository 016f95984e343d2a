// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "monitor/window/keyspage.h"

#include <QCoreApplication>
#include <QGridLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>

#include "monitor/theme.h"

namespace Amp {

namespace {

struct Key
{
    const char *keys;
    const char *meaning;
};

constexpr Key keys[] = {
    {QT_TRANSLATE_NOOP("Amp::KeysPage", "Ctrl+F"), QT_TRANSLATE_NOOP("Amp::KeysPage", "Filter")},
    {QT_TRANSLATE_NOOP("Amp::KeysPage", "Esc"),
     QT_TRANSLATE_NOOP("Amp::KeysPage", "Clear or close")},
    {QT_TRANSLATE_NOOP("Amp::KeysPage", "Space"), QT_TRANSLATE_NOOP("Amp::KeysPage", "Pause view")},
    {QT_TRANSLATE_NOOP("Amp::KeysPage", "Ctrl+1 to 5"),
     QT_TRANSLATE_NOOP("Amp::KeysPage", "Tables")},
    {QT_TRANSLATE_NOOP("Amp::KeysPage", "F6"), QT_TRANSLATE_NOOP("Amp::KeysPage", "Next pane")},
    {QT_TRANSLATE_NOOP("Amp::KeysPage", "Enter"), QT_TRANSLATE_NOOP("Amp::KeysPage", "Detail")},
    {QT_TRANSLATE_NOOP("Amp::KeysPage", "End"),
     QT_TRANSLATE_NOOP("Amp::KeysPage", "Follow the newest")},
    {QT_TRANSLATE_NOOP("Amp::KeysPage", "Del"),
     QT_TRANSLATE_NOOP("Amp::KeysPage", "Cancel the selected call")},
    {QT_TRANSLATE_NOOP("Amp::KeysPage", "Ctrl+K"),
     QT_TRANSLATE_NOOP("Amp::KeysPage", "Kill the selected worker")},
    {QT_TRANSLATE_NOOP("Amp::KeysPage", "Ctrl+L"), QT_TRANSLATE_NOOP("Amp::KeysPage", "Servers")},
    {QT_TRANSLATE_NOOP("Amp::KeysPage", "F5"), QT_TRANSLATE_NOOP("Amp::KeysPage", "Retry now")},
    {QT_TRANSLATE_NOOP("Amp::KeysPage", "Ctrl+C"), QT_TRANSLATE_NOOP("Amp::KeysPage", "Copy")},
    {QT_TRANSLATE_NOOP("Amp::KeysPage", "Ctrl+E"),
     QT_TRANSLATE_NOOP("Amp::KeysPage", "Export the table")},
    {QT_TRANSLATE_NOOP("Amp::KeysPage", "+ and -"), QT_TRANSLATE_NOOP("Amp::KeysPage", "Zoom")},
    {QT_TRANSLATE_NOOP("Amp::KeysPage", "Left, Right"),
     QT_TRANSLATE_NOOP("Amp::KeysPage", "Cross-hair")},
    {QT_TRANSLATE_NOOP("Amp::KeysPage", "0"), QT_TRANSLATE_NOOP("Amp::KeysPage", "Live range")},
    {QT_TRANSLATE_NOOP("Amp::KeysPage", "F10"), QT_TRANSLATE_NOOP("Amp::KeysPage", "Menu")},
};

} // namespace

void KeysPage::showOver(QWidget *window)
{
    auto *page = new KeysPage(window);
    page->adjustSize();
    page->move(window->mapToGlobal(window->rect().center()) - page->rect().center());
    page->show();
    page->setFocus();
}

KeysPage::KeysPage(QWidget *window)
    : QFrame(window, Qt::Popup | Qt::FramelessWindowHint)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setAccessibleName(tr("Keys"));
    auto *layout = new QGridLayout(this);
    layout->setContentsMargins(24, 20, 24, 20);
    layout->setHorizontalSpacing(24);
    layout->setVerticalSpacing(6);
    int row = 0;
    for (const Key &key : keys) {
        auto *name = new QLabel(tr(key.keys), this);
        name->setFont(Type::font(Type::Role::BodyBold));
        layout->addWidget(name, row, 0);
        layout->addWidget(new QLabel(tr(key.meaning), this), row, 1);
        ++row;
    }
}

void KeysPage::keyPressEvent(QKeyEvent *)
{
    close();
}

void KeysPage::paintEvent(QPaintEvent *)
{
    const Theme theme = Theme::of(palette());
    QPainter painter(this);
    painter.fillRect(rect(), theme.isDark ? theme.button : theme.base);
    painter.setPen(theme.fieldBorder);
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
}

} // namespace Amp
