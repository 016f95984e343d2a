// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "monitor/window/connectpage.h"

#include <QClipboard>
#include <QGridLayout>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QPainter>
#include <QVBoxLayout>

#include "monitor/icons.h"
#include "monitor/theme.h"
#include "monitor/window/flatbutton.h"
#include "monitor/window/recentlist.h"

namespace Amp {

namespace {

constexpr int cardWidth = 640;
constexpr int cardPadding = 32;
constexpr int fieldHeight = 32;
constexpr double cardRadius = 8;
constexpr auto startLine = "amp-server --listen=127.0.0.1:1337 --include=procedures.py";

// The program's sign: lanes of a timeline, one bar running.
class Sign : public QWidget
{
public:
    explicit Sign(QWidget *parent)
        : QWidget(parent)
    {
        setFixedSize(40, 40);
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        const Theme theme = Theme::of(palette());
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.window);
        painter.drawRoundedRect(rect(), 6, 6);
        const auto bar = [&](double x, double y, double width, const QColor &color) {
            painter.setBrush(color);
            painter.drawRoundedRect(QRectF(x, y, width, 5), 1, 1);
        };
        bar(6, 10, 12, theme.doneBar);
        bar(20, 10, 12, theme.doneBar);
        bar(6, 18, 6, theme.doneBar);
        bar(14, 18, 20, theme.running.fill);
        bar(6, 26, 18, theme.doneBar);
        bar(26, 26, 6, theme.doneBar);
    }
};

// A box in which a command stands, to be copied.
class CommandBox : public QWidget
{
public:
    explicit CommandBox(QWidget *parent)
        : QWidget(parent)
    {}

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(Theme::of(palette()).window);
        painter.drawRoundedRect(rect(), 4, 4);
    }
};

// A line edit with the window's frame.
class Field : public QLineEdit
{
public:
    Field(const QString &placeholder, QWidget *parent)
        : QLineEdit(parent)
    {
        setFrame(false);
        setFixedHeight(fieldHeight);
        setTextMargins(8, 0, 8, 0);
        setPlaceholderText(placeholder);
        setFont(Type::font(Type::Role::Body));
    }

protected:
    void paintEvent(QPaintEvent *event) override
    {
        QLineEdit::paintEvent(event);
        const Theme theme = Theme::of(palette());
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(hasFocus() ? theme.focus : theme.fieldBorder, hasFocus() ? 1.5 : 1));
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    }
};

class Line : public QWidget
{
public:
    explicit Line(QWidget *parent)
        : QWidget(parent)
    {
        setFixedHeight(1);
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter(this).fillRect(rect(), Theme::of(palette()).line);
    }
};

} // namespace

ConnectPage::ConnectPage(QWidget *parent)
    : QWidget(parent)
    , m_card(new QWidget(this))
    , m_recent(new RecentList(m_card))
{
    m_card->setFixedWidth(cardWidth);
    auto *layout = new QVBoxLayout(m_card);
    layout->setContentsMargins(cardPadding, 27, cardPadding, 24);
    layout->setSpacing(0);
    layout->addWidget(makeHead());
    layout->addSpacing(29);
    layout->addWidget(makeAddressLine());
    layout->addSpacing(26);
    m_recentTitle = makeLabel(tr("Recent servers"), true);
    layout->addWidget(m_recentTitle);
    layout->addSpacing(9);
    layout->addWidget(m_recent);
    layout->addSpacing(32);
    layout->addWidget(new Line(m_card));
    layout->addSpacing(17);
    layout->addWidget(makeDemo());
    layout->addSpacing(10);
    QLabel *other = makeLabel(tr("Or start a real one:"), false);
    layout->addWidget(other);
    layout->addSpacing(5);
    layout->addWidget(makeCommand());
    auto *centre = new QVBoxLayout(this);
    centre->addStretch();
    centre->addWidget(m_card, 0, Qt::AlignHCenter);
    centre->addStretch();
    connect(m_recent, &RecentList::chosen, this, &ConnectPage::connectRequested);
    setServers({});
    dress();
}

QLabel *ConnectPage::makeLabel(const QString &text, bool isTitle)
{
    auto *label = new QLabel(text, m_card);
    label->setFont(Type::font(isTitle ? Type::Role::ChartTitle : Type::Role::Header));
    if (!isTitle)
        m_faint.push_back(label);
    return label;
}

QWidget *ConnectPage::makeHead()
{
    auto *head = new QWidget(m_card);
    auto *layout = new QGridLayout(head);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setHorizontalSpacing(14);
    layout->setVerticalSpacing(0);
    auto *title = new QLabel(tr("Connect to a server"), head);
    title->setFont(Type::font(Type::Role::DetailTitle));
    auto *promise =
        new QLabel(tr("Watching never slows it down, and changes nothing until you ask."), head);
    promise->setFont(Type::font(Type::Role::Body));
    m_faint.push_back(promise);
    layout->addWidget(new Sign(head), 0, 0, 2, 1);
    layout->addWidget(title, 0, 1);
    layout->addWidget(promise, 1, 1);
    layout->setColumnStretch(1, 1);
    return head;
}

QWidget *ConnectPage::makeAddressLine()
{
    auto *line = new QWidget(m_card);
    auto *layout = new QGridLayout(line);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setHorizontalSpacing(12);
    layout->setVerticalSpacing(5);
    m_address = new Field(QStringLiteral("127.0.0.1:1337"), line);
    m_address->setAccessibleName(tr("Address"));
    m_connect = new FlatButton(tr("Connect"), FlatButton::Look::Primary, line);
    m_connect->setFieldHeight(fieldHeight);
    m_connect->setFixedWidth(100);
    m_hint = makeLabel({}, false);
    layout->addWidget(makeLabel(tr("Address"), false), 0, 0);
    layout->addWidget(m_address, 1, 0);
    layout->addWidget(m_connect, 1, 1);
    layout->addWidget(m_hint, 2, 0, 1, 2);
    layout->setColumnStretch(0, 1);
    connect(m_connect, &QAbstractButton::clicked, this, &ConnectPage::requestConnection);
    connect(m_address, &QLineEdit::returnPressed, this, &ConnectPage::requestConnection);
    setError({});
    return line;
}

QWidget *ConnectPage::makeDemo()
{
    auto *demo = new QWidget(m_card);
    auto *layout = new QGridLayout(demo);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setHorizontalSpacing(13);
    layout->setVerticalSpacing(9);
    auto *start = new FlatButton(tr("Start demo"), FlatButton::Look::Framed, demo);
    start->setGlyph(Icon::Running);
    start->setBold(true);
    start->setFieldHeight(fieldHeight);
    auto *about = new QLabel(tr("A made-up server of 64 workers, inside this window."), demo);
    about->setFont(Type::font(Type::Role::Body));
    m_faint.push_back(about);
    layout->addWidget(makeLabel(tr("No server at hand?"), true), 0, 0, 1, 2);
    layout->addWidget(start, 1, 0);
    layout->addWidget(about, 1, 1);
    layout->setColumnStretch(1, 1);
    connect(start, &QAbstractButton::clicked, this, &ConnectPage::demoRequested);
    return demo;
}

QWidget *ConnectPage::makeCommand()
{
    auto *box = new CommandBox(m_card);
    box->setFixedHeight(36);
    auto *layout = new QHBoxLayout(box);
    layout->setContentsMargins(12, 0, 8, 0);
    auto *text = new QLabel(QLatin1String(startLine), box);
    text->setFont(Type::font(Type::Role::MonoLog));
    text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto *copy = new FlatButton(tr("Copy"), FlatButton::Look::Plain, box);
    copy->setGlyph(Icon::Copy);
    connect(copy, &QAbstractButton::clicked, this,
            [] { QGuiApplication::clipboard()->setText(QLatin1String(startLine)); });
    layout->addWidget(text, 1);
    layout->addWidget(copy);
    return box;
}

void ConnectPage::setServers(std::vector<RecentServer> servers)
{
    m_recent->setServers(std::move(servers));
    m_recent->setVisible(!m_recent->isEmpty());
    m_recentTitle->setVisible(!m_recent->isEmpty());
}

void ConnectPage::setError(const QString &sentence)
{
    m_hasError = !sentence.isEmpty();
    m_hint->setText(m_hasError ? sentence : tr("HOST:PORT, [::1]:1337 or local:NAME."));
    m_hint->setWordWrap(m_hasError);
    dress();
}

void ConnectPage::setConnecting(bool connecting)
{
    m_connect->setEnabled(!connecting);
    m_connect->setText(connecting ? tr("Connecting") : tr("Connect"));
}

void ConnectPage::requestConnection()
{
    const QString address = m_address->text().trimmed();
    Q_EMIT connectRequested(address.isEmpty() ? m_address->placeholderText() : address);
}

void ConnectPage::dress()
{
    const Theme theme = Theme::of(palette());
    for (QLabel *label : m_faint) {
        QPalette colors = label->palette();
        const bool isError = label == m_hint && m_hasError;
        colors.setColor(QPalette::WindowText, isError ? theme.failed.ink : theme.secondary);
        label->setPalette(colors);
    }
}

void ConnectPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_address->setFocus();
}

void ConnectPage::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        dress();
}

void ConnectPage::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Theme theme = Theme::of(palette());
    painter.fillRect(rect(), theme.window);
    painter.setPen(theme.line);
    painter.setBrush(theme.base);
    painter.drawRoundedRect(QRectF(m_card->geometry()).adjusted(0.5, 0.5, -0.5, -0.5), cardRadius,
                            cardRadius);
}

} // namespace Amp
