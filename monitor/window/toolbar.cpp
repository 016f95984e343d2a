// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "monitor/window/toolbar.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QPainter>

#include "monitor/theme.h"
#include "monitor/timeunits.h"
#include "monitor/viewstate.h"
#include "monitor/window/filterfield.h"

namespace Amp {

namespace {

constexpr int toolBarHeight = 44;

// A line of one pixel between groups of buttons.
class Separator : public QWidget
{
public:
    explicit Separator(QWidget *parent)
        : QWidget(parent)
    {
        setFixedSize(9, 20);
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter(this).fillRect(width() / 2, 0, 1, height(), Theme::of(palette()).line);
    }
};

} // namespace

ToolBar::ToolBar(ViewState &view, QWidget *parent)
    : QWidget(parent)
    , m_server(new FlatButton({}, FlatButton::Look::Plain, this))
    , m_pause(new FlatButton(tr("Pause view"), FlatButton::Look::Plain, this))
    , m_range(new FlatButton({}, FlatButton::Look::Plain, this))
    , m_filter(new FilterField(this))
    , m_queue(new FlatButton(tr("Queue"), FlatButton::Look::Plain, this))
    , m_pool(new FlatButton(tr("Pool"), FlatButton::Look::Plain, this))
    , m_rights(new FlatButton({}, FlatButton::Look::Badge, this))
    , m_menu(new FlatButton({}, FlatButton::Look::Plain, this))
{
    setFixedHeight(toolBarHeight);
    m_server->setMenu(&m_servers);
    m_server->setBold(true);
    m_server->setHintRole(Type::Role::Body);
    m_pause->setGlyph(Icon::Paused);
    m_pause->setHint(tr("Space"));
    m_pause->setCheckable(true);
    connect(m_pause, &QAbstractButton::toggled, this, &ToolBar::pauseToggled);
    m_range->setGlyph(Icon::Clock);
    m_range->setMenu(&m_ranges);
    m_queue->setGlyph(Icon::Queue);
    m_queue->setMenu(&m_queueMenu);
    m_pool->setGlyph(Icon::Pool);
    m_pool->setMenu(&m_poolMenu);
    m_rights->setFocusPolicy(Qt::NoFocus);
    m_menu->setGlyph(Icon::Menu);
    m_menu->setAccessibleName(tr("Menu"));
    connect(m_menu, &QAbstractButton::clicked, this, &ToolBar::openMainMenu);
    makeMenus(view);

    auto *layout = m_layout = new QHBoxLayout(this);
    layout->setContentsMargins(4, 0, 4, 2);
    layout->setSpacing(4);
    layout->addWidget(m_server);
    layout->addWidget(new Separator(this));
    layout->addWidget(m_pause);
    layout->addWidget(m_range);
    layout->addSpacing(8);
    layout->addWidget(m_filter, 3);
    layout->addStretch(2);
    layout->addWidget(m_queue);
    layout->addWidget(m_pool);
    layout->addWidget(new Separator(this));
    layout->addWidget(m_rights);
    layout->addWidget(m_menu);
    showSource(nullptr, false);
}

void ToolBar::makeMenus(ViewState &view)
{
    const struct
    {
        QString name;
        qint64 span;
    } ranges[] = {{tr("Last 60 s"), minute},
                  {tr("Last 15 min"), 15 * minute},
                  {tr("Last 6 h"), 360 * minute}};
    for (const auto &range : ranges) {
        m_ranges.addAction(range.name, this, [&view, span = range.span] { view.setSpan(span); });
    }
    connect(&view, &ViewState::rangeChanged, this, [this, &view] {
        if (view.isLiveRange())
            setSpanText(view.span());
        else
            m_range->setText(tr("Chosen range"));
    });
    setSpanText(view.span());

    m_pauseQueue = m_queueMenu.addAction(tr("Pause the queue"), this,
                                         [this] { Q_EMIT queuePauseRequested(!m_queueIsPaused); });
    m_queueMenu.addAction(tr("Drain and end the server..."), this, &ToolBar::drainRequested);
    m_poolMenu.addAction(tr("Resize..."), this, &ToolBar::resizeRequested);
    m_poolMenu.addAction(tr("Reload includes..."), this, &ToolBar::reloadRequested);
}

void ToolBar::setSpanText(qint64 span)
{
    QString text;
    if (span >= 60 * minute && span % (60 * minute) == 0)
        text = tr("Last %1 h").arg(span / (60 * minute));
    else if (span > minute)
        text = tr("Last %1 min").arg(span / minute);
    else
        text = tr("Last %1 s").arg(span / 1'000'000);
    if (m_range->text() == text)
        return;
    m_range->setText(text);
    m_range->updateGeometry();
}

void ToolBar::showSource(const Source *source, bool mayOperate)
{
    showState(source);
    const bool isLive = source && source->state() == Source::State::Live;
    m_pause->setEnabled(isLive);
    m_range->setEnabled(source);
    m_filter->setEnabled(source);
    m_queue->setEnabled(isLive && mayOperate);
    m_pool->setEnabled(isLive && mayOperate);
    m_rights->setVisible(source && source->state() != Source::State::Connecting);
    m_rights->setText(mayOperate ? tr("Operator") : tr("Read-only"));
    m_rights->setGlyph(mayOperate ? Icon::Key : Icon::Lock);
    m_rights->setToolTip(mayOperate ? tr("You may watch and operate this server.")
                                    : tr("Read-only: your token may watch, not operate."));
    m_rights->setAccessibleName(m_rights->text());
}

void ToolBar::showState(const Source *source)
{
    const Theme theme = Theme::of(palette());
    if (!source) {
        m_server->setText(tr("No server"));
        m_server->setBold(false);
        m_server->setHint({});
        m_server->setGlyph(Icon::Plus);
        m_server->setGlyphColor(theme.text);
        return;
    }
    m_server->setBold(true);
    m_server->setText(source->name());
    m_server->setGlyph(source->state() == Source::State::Live ? Icon::Dot : Icon::Queued);
    switch (source->state()) {
    case Source::State::Connecting:
        m_server->setHint(tr("connecting"));
        m_server->setGlyphColor(theme.secondary);
        break;
    case Source::State::Live:
        m_server->setHint(source->isReplay() ? tr("replay") : tr("live"));
        m_server->setGlyphColor(theme.done.fill);
        break;
    case Source::State::Lost:
        m_server->setHint(tr("lost"));
        m_server->setGlyphColor(theme.slow.fill);
        break;
    case Source::State::Failed:
        m_server->setHint(tr("failed"));
        m_server->setGlyphColor(theme.failed.fill);
        break;
    }
    m_server->setAccessibleName(tr("Server %1").arg(source->name()));
}

void ToolBar::setPaused(bool paused)
{
    m_pause->setChecked(paused);
}

void ToolBar::setQueuePaused(bool paused)
{
    m_queueIsPaused = paused;
    m_pauseQueue->setText(paused ? tr("Resume the queue") : tr("Pause the queue"));
    m_queue->setGlyph(paused ? Icon::Paused : Icon::Queue);
}

// What gives way where the window is narrow.
void ToolBar::setCompact(bool compact)
{
    m_pause->setCompact(compact);
    m_rights->setCompact(compact);
    m_queue->setGlyphVisible(!compact);
    m_pool->setGlyphVisible(!compact);
    m_layout->setStretchFactor(m_filter, compact ? 30 : 3);
}

void ToolBar::openServerMenu()
{
    m_servers.popup(m_server->mapToGlobal(QPoint(0, m_server->height())));
}

void ToolBar::openMainMenu()
{
    m_main.popup(
        m_menu->mapToGlobal(QPoint(m_menu->width() - m_main.sizeHint().width(), m_menu->height())));
}

void ToolBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Theme theme = Theme::of(palette());
    painter.fillRect(rect(), theme.window);
    painter.fillRect(0, height() - 1, width(), 1, theme.line);
}

void ToolBar::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        update();
}

} // namespace Amp
