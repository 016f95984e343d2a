// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "monitor/views/emptypane.h"

#include <QClipboard>
#include <QEvent>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>

#include "monitor/theme.h"
#include "monitor/window/flatbutton.h"

namespace Amp {

namespace {

constexpr int commandWidth = 520;
constexpr int commandHeight = 36;

void setTextColor(QLabel &label, const QColor &color)
{
    QPalette palette = label.palette();
    if (palette.color(QPalette::WindowText) == color)
        return;
    palette.setColor(QPalette::WindowText, color);
    label.setPalette(palette);
}

} // namespace

EmptyPane::EmptyPane(QWidget *parent)
    : QWidget(parent)
    , m_title(new QLabel)
    , m_text(new QLabel)
    , m_commandBox(new QWidget)
    , m_command(new QLabel)
    , m_copy(new FlatButton(tr("Copy")))
    , m_button(new FlatButton({}, FlatButton::Look::Framed))
{
    m_title->setFont(Type::font(Type::Role::EmptyTitle));
    m_text->setFont(Type::font(Type::Role::Body));
    m_text->setWordWrap(false);
    m_command->setFont(Type::font(Type::Role::MonoLog));
    m_command->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_copy->setGlyph(Icon::Copy);
    m_commandBox->setFixedSize(commandWidth, commandHeight);
    auto *line = new QHBoxLayout(m_commandBox);
    line->setContentsMargins(12, 0, 6, 0);
    line->addWidget(m_command, 1);
    line->addWidget(m_copy);

    auto *layout = new QVBoxLayout(this);
    layout->setSpacing(8);
    layout->addStretch();
    layout->addWidget(m_title, 0, Qt::AlignHCenter);
    layout->addWidget(m_text, 0, Qt::AlignHCenter);
    layout->addSpacing(4);
    layout->addWidget(m_commandBox, 0, Qt::AlignHCenter);
    layout->addWidget(m_button, 0, Qt::AlignHCenter);
    layout->addStretch();
    setCommand({});
    setButton({});
    applyTheme();
    connect(m_copy, &QAbstractButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(m_command->text()); });
    connect(m_button, &QAbstractButton::clicked, this, &EmptyPane::buttonClicked);
}

void EmptyPane::setTexts(const QString &title, const QString &text)
{
    m_title->setText(title);
    m_text->setText(text);
    m_text->setVisible(!text.isEmpty());
    setAccessibleName(text.isEmpty() ? title : title + QStringLiteral(". ") + text);
}

void EmptyPane::setCommand(const QString &line)
{
    m_command->setText(line);
    m_commandBox->setVisible(!line.isEmpty());
}

void EmptyPane::setButton(const QString &text)
{
    m_button->setText(text);
    m_button->setAccessibleName(text);
    m_button->setVisible(!text.isEmpty());
    m_button->updateGeometry();
}

void EmptyPane::paintEvent(QPaintEvent *)
{
    const Theme theme = Theme::of(palette());
    QPainter painter(this);
    painter.fillRect(rect(), theme.base);
    if (m_commandBox->isHidden())
        return;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.window);
    painter.drawRoundedRect(m_commandBox->geometry(), 4, 4);
}

void EmptyPane::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        applyTheme();
}

void EmptyPane::applyTheme()
{
    const Theme theme = Theme::of(palette());
    setTextColor(*m_title, theme.text);
    setTextColor(*m_text, theme.secondary);
    setTextColor(*m_command, theme.text);
}

} // namespace Amp
