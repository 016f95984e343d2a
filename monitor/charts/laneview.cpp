// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "monitor/charts/laneview.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QToolTip>
#include <QWheelEvent>

#include "monitor/charts/painting.h"
#include "monitor/charts/troublebar.h"
#include "monitor/numbers.h"

namespace Amp {

namespace {

using Painting::Words;
using Type::Role;

constexpr double namesWidth = 64;
constexpr double compactNamesWidth = 56;
constexpr double plotRightMargin = 8; // to the scroll bar
constexpr double laneAxisHeight = 24;
constexpr double lanePadding = 12;
constexpr qint64 timeInChipsFrom = 120'000'000; // of the span: then a mark's chip has its time

struct PoolBusy
{
    int workers = 0;
    int busy = 0;
    int inBackoff = 0;
};

PoolBusy countPool(const ServerState &state, const QString &pool)
{
    PoolBusy count;
    for (const auto &[id, worker] : state.workers()) {
        if (worker.pool != pool)
            continue;
        ++count.workers;
        count.busy += worker.state == Feed::WorkerState::Running;
        count.inBackoff += worker.state == Feed::WorkerState::Backoff;
    }
    return count;
}

QString aboutPool(const ServerState &state, const QString &pool)
{
    for (const Feed::PoolRow &row : state.pools()) {
        if (row.name == pool)
            return row.about;
    }
    return {};
}

} // namespace

LaneView::LaneView(const ServerState &state, ViewState &view, QWidget *parent)
    : TimePane(state, view, parent)
    , m_scrollBar(new TroubleBar(this))
{
    setAccessibleName(tr("Workers, a lane each"));
    connect(m_scrollBar, &TroubleBar::valueChanged, this, &LaneView::invalidate);
    connect(&state, &ServerState::updated, this, &LaneView::layOut);
    connect(&state, &ServerState::cleared, this, &LaneView::layOut);
    connect(&view, &ViewState::selectionChanged, this, &LaneView::findSelected);
    layOut();
}

QRectF LaneView::lanes() const
{
    return {0, 0, std::max(0, width() - TroubleBar::thickness) * 1.0,
            std::max(0.0, height() - laneAxisHeight)};
}

QRectF LaneView::plot() const
{
    const QRectF all = lanes();
    const double names = m_isCompact ? compactNamesWidth : namesWidth;
    return {names, 0, std::max(1.0, all.width() - names - plotRightMargin), all.height()};
}

void LaneView::setCompact(bool compact)
{
    m_isCompact = compact;
    invalidate();
}

QRectF LaneView::axis() const
{
    return {0, height() - laneAxisHeight, width() * 1.0, laneAxisHeight};
}

qint64 LaneView::knownUntil() const
{
    return view().dataUntil() > 0 ? view().dataUntil() : view().now();
}

void LaneView::layOut()
{
    if (!isVisible())
        return; // showEvent() catches up
    m_layout = LaneLayout(state());
    const int page = int(lanes().height());
    m_scrollBar->setPageStep(page);
    m_scrollBar->setSingleStep(LaneLayout::rowHeight);
    m_scrollBar->setRange(0, std::max(0, m_layout.height() - page));
    markTroubles();
    invalidate();
}

void LaneView::markTroubles()
{
    const Theme colours = theme();
    std::vector<TroubleBar::Mark> marks;
    for (const LaneLayout::Row &row : m_layout.rows()) {
        const auto worker = state().workers().find(row.worker);
        if (worker == state().workers().end())
            continue;
        const double place = (row.top + LaneLayout::rowHeight / 2.0) / m_layout.height();
        if (worker->second.state == Feed::WorkerState::Backoff)
            marks.push_back({place, colours.failed.fill});
        else if (worker->second.slow)
            marks.push_back({place, colours.slow.fill});
    }
    m_scrollBar->setMarks(std::move(marks));
}

void LaneView::resizeEvent(QResizeEvent *)
{
    const QRectF all = lanes();
    m_scrollBar->setGeometry(int(all.right()), 0, TroubleBar::thickness, int(all.height()));
    layOut();
}

void LaneView::showEvent(QShowEvent *)
{
    layOut();
}

// A call's lane is found once, when it is selected: it does not move to another one.
void LaneView::findSelected()
{
    const ViewState::Selection selection = view().selection();
    m_selected = {};
    if (selection.kind == ViewState::Kind::Worker)
        m_selected.worker = quint32(selection.id);
    if (selection.kind == ViewState::Kind::Call) {
        m_selected.call = selection.id;
        for (const auto &[id, worker] : state().workers()) {
            const auto &bars = state().lane(id).bars;
            const bool hasIt =
                worker.call == selection.id ||
                std::any_of(bars.begin(), bars.end(),
                            [&](const Feed::TimelineBar &bar) { return bar.call == selection.id; });
            if (hasIt)
                m_selected.worker = id;
        }
    }
    invalidate();
}

void LaneView::showWorker(quint32 worker)
{
    const LaneLayout::Row *const row = m_layout.of(worker);
    if (!row)
        return;
    const int page = m_scrollBar->pageStep();
    if (row->top < m_scrollBar->value())
        m_scrollBar->setValue(row->top - LaneLayout::rowHeight);
    else if (row->top + LaneLayout::rowHeight > m_scrollBar->value() + page)
        m_scrollBar->setValue(row->top + LaneLayout::rowHeight - page);
}

QRectF LaneView::laneRect(quint32 worker) const
{
    const LaneLayout::Row *const row = m_layout.of(worker);
    if (!row)
        return {};
    return {0, double(row->top - m_scrollBar->value()), lanes().width(), LaneLayout::rowHeight};
}

void LaneView::paintContent(QPainter &painter, const Theme &theme)
{
    painter.save();
    painter.setClipRect(lanes());
    paintRows(painter, theme);
    paintNoData(painter, theme);
    paintMarks(painter, theme);
    painter.restore();
    paintAxis(painter, theme, false);
}

void LaneView::paintRows(QPainter &painter, const Theme &theme)
{
    LanePainter lanePainter(painter, theme, timeScale(), knownUntil());
    lanePainter.setSelected(m_selected, hasFocus());
    for (const LaneLayout::Row &row : m_layout.rows()) {
        const double top = row.top - m_scrollBar->value();
        if (top + LaneLayout::rowHeight < 0 || top > lanes().height())
            continue;
        const auto worker = state().workers().find(row.worker);
        if (row.worker == 0)
            paintHeading(painter, theme, row, top);
        else if (worker != state().workers().end())
            lanePainter.paint(worker->second, state().lane(row.worker), top, lanes().width());
    }
    const double end = m_layout.height() - m_scrollBar->value();
    if (end < lanes().height())
        paintTimeLines(painter, timeScale(), end, lanes().height(), theme.grid);
}

void LaneView::paintHeading(QPainter &painter, const Theme &theme, const LaneLayout::Row &row,
                            double top) const
{
    if (row.top > 0)
        painter.fillRect(QRectF(0, top, lanes().width(), 1), theme.grid);
    const PoolBusy count = countPool(state(), row.pool);
    const QString busy = count.inBackoff > 0
                             ? tr("%1 of %2 busy, %3 in back-off")
                                   .arg(count.busy)
                                   .arg(count.workers)
                                   .arg(count.inBackoff)
                             : tr("%1 of %2 busy").arg(count.busy).arg(count.workers);
    const QFont font = Type::numberFont(Role::Unit);
    QFont bold = font;
    bold.setBold(true);
    QPointF at(lanePadding, Painting::baselineIn(font, top + 1, LaneLayout::rowHeight));
    for (const Words &words :
         {Words{row.pool, bold, theme.secondary}, Words{busy, font, theme.secondary},
          Words{aboutPool(state(), row.pool), font, theme.secondary}})
        at.rx() += 8 + Painting::paintFrom(painter, at, words);
}

void LaneView::paintNoData(QPainter &painter, const Theme &theme) const
{
    const TimeScale scale = timeScale();
    const qint64 since = silentSince();
    if (since == 0 || since >= scale.range.to)
        return;
    const double left = std::round(std::max(scale.left, scale.x(since)));
    const QRectF hole(left, 0, scale.right() - left, lanes().height());
    Painting::paintNoData(painter, hole, theme);
    painter.fillRect(QRectF(left, 0, 1, hole.height()), theme.fieldBorder);
    const Words words{tr("no data"), Type::font(Role::Unit), theme.text};
    if (hole.width() > Painting::widthOf(words) + 20)
        Painting::paintChip(painter, hole.center(), hole.left(), hole.right(), words, theme.base);
}

void LaneView::paintMarks(QPainter &painter, const Theme &theme) const
{
    const TimeScale scale = timeScale();
    for (const Feed::HistoryMark &mark : state().marks()) {
        if (mark.at < scale.range.from || mark.at > scale.range.to)
            continue;
        const double x = std::round(scale.x(mark.at)) + 0.5;
        painter.setRenderHint(QPainter::Antialiasing, false);
        painter.setPen(Painting::dashed(theme.secondary));
        painter.drawLine(QPointF(x, 0), QPointF(x, lanes().height()));
    }
}

// Chips come first, since labels keep out of their way.
void LaneView::paintAxis(QPainter &painter, const Theme &theme, bool withCrossHair) const
{
    const TimeScale scale = timeScale();
    const QRectF area = axis();
    const double middle = area.top() + 12;
    std::vector<QRectF> chips;
    painter.fillRect(area, theme.base);
    if (withCrossHair) {
        chips.push_back(Painting::paintTimeChip(painter, {scale.x(view().crossHair()), middle}, 0,
                                                width(), Numbers::timeOfDay(view().crossHair()),
                                                theme));
    }
    for (const Feed::HistoryMark &mark : state().marks()) {
        if (mark.at < scale.range.from || mark.at > scale.range.to)
            continue;
        const bool hasTime = scale.span() >= timeInChipsFrom;
        const Words words{hasTime ? mark.text + u' ' + Numbers::timeOfDayInSeconds(mark.at)
                                  : mark.text,
                          Type::numberFont(Role::Unit), theme.secondary};
        const QRectF place(scale.x(mark.at) - Painting::widthOf(words) / 2 - 8, area.top(),
                           Painting::widthOf(words) + 16, area.height());
        const bool isFree = std::none_of(
            chips.begin(), chips.end(), [&](const QRectF &chip) { return chip.intersects(place); });
        if (isFree && !mark.text.isEmpty()) {
            chips.push_back(Painting::paintChip(painter, {scale.x(mark.at), middle}, 0, width(),
                                                words, theme.base, theme.fieldBorder));
        }
    }
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.fillRect(QRectF(0, area.top(), width(), 1), theme.line);
    paintTimeLabels(painter, scale, area, theme, chips);
}

void LaneView::paintOverlay(QPainter &painter, const Theme &theme)
{
    const qint64 at = view().crossHair();
    const TimeScale scale = timeScale();
    if (at == 0 || at < scale.range.from || at > scale.range.to)
        return;
    painter.fillRect(QRectF(std::round(scale.x(at)), 0, 1, lanes().height()), theme.secondary);
    paintAxis(painter, theme, true);
}

std::optional<LaneBar> LaneView::barAt(const QPointF &point) const
{
    const LaneLayout::Row *const row = m_layout.at(point.y() + m_scrollBar->value());
    const auto worker = row ? state().workers().find(row->worker) : state().workers().end();
    if (worker == state().workers().end() || !plot().adjusted(0, 0, 1, 0).contains(point))
        return std::nullopt;
    const std::vector<LaneBar> bars =
        laneBars(worker->second, state().lane(row->worker), timeScale(), knownUntil());
    // The last one painted is what the eye sees; a thin bar may be missed by one pixel.
    const auto bar = std::find_if(bars.rbegin(), bars.rend(), [&point](const LaneBar &each) {
        return each.look != LaneBar::Look::Merged && point.x() >= each.left - 1 &&
               point.x() <= each.right + 1;
    });
    return bar == bars.rend() ? std::nullopt : std::optional(*bar);
}

ViewState::Selection LaneView::at(const QPointF &point) const
{
    if (!lanes().contains(point))
        return {};
    const LaneLayout::Row *const row = m_layout.at(point.y() + m_scrollBar->value());
    if (!row || row->worker == 0)
        return {};
    if (const auto bar = barAt(point); bar && bar->call != 0)
        return {ViewState::Kind::Call, bar->call, {}};
    return {ViewState::Kind::Worker, row->worker, {}};
}

void LaneView::clickedAt(const QPointF &point)
{
    const ViewState::Selection selection = at(point);
    if (selection.kind != ViewState::Kind::Nothing)
        view().select(selection);
}

QString LaneView::toolTipAt(const QPointF &point) const
{
    const auto bar = barAt(point);
    if (!bar)
        return {};
    const qint64 took = bar->time.to - bar->time.from;
    if (bar->isRunning)
        return tr("%1, running for %2").arg(bar->procedure, Numbers::growing(took));
    return bar->look == LaneBar::Look::Failed
               ? tr("%1, failed after %2").arg(bar->procedure, Numbers::measuredText(took))
               : tr("%1, took %2").arg(bar->procedure, Numbers::measuredText(took));
}

bool LaneView::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *const help = static_cast<QHelpEvent *>(event);
        QToolTip::showText(help->globalPos(), toolTipAt(help->pos()), this);
        return true;
    }
    return TimePane::event(event);
}

void LaneView::wheelEvent(QWheelEvent *event)
{
    if (event->modifiers() & Qt::ControlModifier)
        view().zoom(event->angleDelta().y() > 0 ? 0.5 : 2);
    else
        m_scrollBar->setValue(m_scrollBar->value() - event->angleDelta().y() / 2);
}

void LaneView::selectLane(int further)
{
    if (const LaneLayout::Row *const row = m_layout.lane(m_selected.worker, further)) {
        view().select({ViewState::Kind::Worker, row->worker, {}});
        showWorker(row->worker);
    }
}

void LaneView::keyPressEvent(QKeyEvent *event)
{
    const int page = std::max(1, m_scrollBar->pageStep() / LaneLayout::rowHeight - 1);
    switch (event->key()) {
    case Qt::Key_Up:
        return selectLane(-1);
    case Qt::Key_Down:
        return selectLane(1);
    case Qt::Key_PageUp:
        return selectLane(-page);
    case Qt::Key_PageDown:
        return selectLane(page);
    case Qt::Key_Return:
    case Qt::Key_Enter: {
        const auto worker = state().workers().find(m_selected.worker);
        if (worker != state().workers().end() && worker->second.call != 0)
            view().select({ViewState::Kind::Call, worker->second.call, {}});
        return;
    }
    default:
        TimePane::keyPressEvent(event);
    }
}

} // namespace Amp
