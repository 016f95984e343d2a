// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "monitor/charts/lanepainter.h"

#include <QCoreApplication>
#include <QFontMetricsF>

#include "monitor/charts/lanelayout.h"
#include "monitor/charts/painting.h"
#include "monitor/icons.h"
#include "monitor/numbers.h"

namespace Amp {

namespace {

using Type::Role;

constexpr double barTop = 3; // in its lane
constexpr double laneBarHeight = 14;
constexpr double nameRight = 51;
constexpr double leastNamed = 44;
constexpr double leastMarked = 14;
constexpr double barPadding = 6;
constexpr double columnStrength = 0.82; // of the bars' colour
const QColor inkOnBright(0x0b0d0f);

struct NameLook
{
    QColor color;
    std::optional<Icon> icon;
    QColor iconColor;
};

NameLook nameLook(const Feed::WorkerRow &worker, const Theme &theme)
{
    switch (worker.state) {
    case Feed::WorkerState::Backoff:
        return {theme.failed.ink, Icon::Restarting, theme.failed.ink};
    case Feed::WorkerState::Running:
        if (worker.slow)
            return {theme.slow.ink, Icon::Slow, theme.slow.ink};
        return {theme.text, std::nullopt, {}};
    case Feed::WorkerState::Idle:
        return {theme.text, Icon::Idle, theme.disabled};
    case Feed::WorkerState::Starting:
    case Feed::WorkerState::Ending:
        return {theme.text, Icon::Pending, theme.secondary};
    }
    Q_UNREACHABLE();
}

} // namespace

LanePainter::LanePainter(QPainter &painter, const Theme &theme, const TimeScale &scale,
                         qint64 until)
    : m_painter(painter)
    , m_theme(theme)
    , m_scale(scale)
    , m_until(std::min(until, scale.range.to))
{}

void LanePainter::setSelected(const Selected &selected, bool hasFocus)
{
    m_selected = selected;
    m_hasFocus = hasFocus;
}

void LanePainter::paint(const Feed::WorkerRow &worker, const ServerState::Lane &lane, double top,
                        double width)
{
    m_isSelected = worker.id == m_selected.worker;
    const std::vector<LaneBar> bars = laneBars(worker, lane, m_scale, m_until);
    paintGround(top, width);
    paintName(worker, top);
    paintColumns(laneColumns(lane, bars, m_scale), top);
    const bool isInBackoff = worker.state == Feed::WorkerState::Backoff;
    if (isInBackoff)
        paintBackoff(worker, bars, top);
    const LaneBar *chosen = nullptr;
    for (const LaneBar &bar : bars) {
        if (bar.look != LaneBar::Look::Merged)
            paintBar(bar, top);
        if (bar.call != 0 && bar.call == m_selected.call)
            chosen = &bar;
    }
    if (isInBackoff)
        paintWait(worker, top);
    if (chosen)
        paintOutline(*chosen, top);
}

void LanePainter::paintGround(double top, double width)
{
    if (m_isSelected)
        m_painter.fillRect(QRectF(0, top, width, LaneLayout::rowHeight), m_theme.selectedRow);
    if (m_isSelected && m_hasFocus)
        m_painter.fillRect(QRectF(0, top, 3, LaneLayout::rowHeight), m_theme.focus);
    if (!m_isSelected)
        paintTimeLines(m_painter, m_scale, top, top + LaneLayout::rowHeight, m_theme.grid);
    m_painter.fillRect(QRectF(m_scale.left, top + barTop + laneBarHeight - 1, m_scale.width, 1),
                       m_theme.grid);
}

void LanePainter::paintName(const Feed::WorkerRow &worker, double top)
{
    QFont font = Type::numberFont(Role::Header);
    font.setBold(m_isSelected);
    const NameLook look = nameLook(worker, m_theme);
    const double baseline = Painting::baselineIn(font, top, LaneLayout::rowHeight);
    Painting::paintUntil(m_painter, {nameRight, baseline},
                         {Numbers::workerName(worker.id), font, look.color});
    if (look.icon)
        paintIcon(m_painter, *look.icon, {9, top + 3, 14, 14}, look.iconColor);
}

QColor LanePainter::doneColor() const
{
    return m_isSelected ? mixed(m_theme.text, m_theme.doneBar, 0.12) : m_theme.doneBar;
}

void LanePainter::paintColumns(const std::vector<double> &columns, double top)
{
    const QColor ground = m_isSelected ? m_theme.selectedRow : m_theme.base;
    const QColor color = mixed(doneColor(), ground, columnStrength);
    const double bottom = top + barTop + laneBarHeight;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const double height = std::round(std::min(columns[i], 1.0) * laneBarHeight);
        if (height > 0)
            m_painter.fillRect(QRectF(m_scale.left + double(i), bottom - height, 1, height), color);
    }
}

QColor LanePainter::fillOf(const LaneBar &bar) const
{
    switch (bar.look) {
    case LaneBar::Look::Merged:
    case LaneBar::Look::Done:
        return doneColor();
    case LaneBar::Look::Running:
        return m_theme.running.fill;
    case LaneBar::Look::Slow:
        return m_theme.slow.fill;
    case LaneBar::Look::Failed:
        return m_theme.failed.fill;
    }
    Q_UNREACHABLE();
}

void LanePainter::paintBar(const LaneBar &bar, double top)
{
    // Bars stand one pixel apart; a failed one is never thinner than it must be to be seen.
    const bool isApart = !bar.isRunning && bar.look != LaneBar::Look::Failed;
    const QRectF rect(bar.left, top + barTop, bar.right - bar.left - (isApart ? 1 : 0),
                      laneBarHeight);
    m_painter.fillRect(rect, fillOf(bar));
    // Greyed inks are no outlines.
    const bool isStale = m_theme.running.ink == m_theme.stale;
    const bool isOutlined = !isStale && (bar.look == LaneBar::Look::Slow ||
                                         (bar.look == LaneBar::Look::Running && m_theme.isDark));
    if (isOutlined && rect.width() > 4) {
        m_painter.setRenderHint(QPainter::Antialiasing, false);
        m_painter.setPen(bar.look == LaneBar::Look::Slow ? m_theme.slow.ink : m_theme.running.ink);
        m_painter.setBrush(Qt::NoBrush);
        m_painter.drawRect(rect.adjusted(0, 0, -1, -1));
    }
    paintBarName(bar, rect);
}

void LanePainter::paintBarName(const LaneBar &bar, const QRectF &rect)
{
    const bool isSlow = bar.look == LaneBar::Look::Slow;
    const bool isMarked = isSlow && rect.width() >= leastMarked;
    if (!isMarked && rect.width() < leastNamed)
        return;
    const QFont font = Type::font(Role::Unit);
    QPointF at(rect.left() + barPadding, Painting::baselineIn(font, rect.top(), rect.height()));
    QColor color = isSlow || bar.look == LaneBar::Look::Failed ? inkOnBright : m_theme.text;
    // A fill that was greyed over a light ground is too light for white.
    if (bar.look == LaneBar::Look::Running && m_theme.running.fill.lightnessF() < 0.5F)
        color = Qt::white;
    if (isMarked) {
        QFont bold = font;
        bold.setBold(true);
        Painting::paintFrom(m_painter, at + QPointF(2, 0), {QStringLiteral("!"), bold, color});
        at.rx() += 12;
    }
    if (rect.width() < leastNamed)
        return;
    const double room = rect.right() - barPadding - at.x();
    const QString text = QFontMetricsF(font).elidedText(bar.procedure, Qt::ElideRight, room);
    Painting::paintFrom(m_painter, at, {text, font, color});
}

// While a worker crashes again and again, it was not there from one crash to the next start.
void LanePainter::paintBackoff(const Feed::WorkerRow &worker, const std::vector<LaneBar> &bars,
                               double top)
{
    const QColor line =
        mixed(m_theme.failed.fill, m_isSelected ? m_theme.selectedRow : m_theme.base, 0.42);
    const auto hatch = [&](double left, double right) {
        if (right - left >= 3) {
            Painting::paintHatch(m_painter, {left, top + barTop, right - left, laneBarHeight}, line,
                                 6);
        }
    };
    for (std::size_t i = 0; i + 1 < bars.size(); ++i) {
        if (bars[i].look == LaneBar::Look::Failed && bars[i + 1].look == LaneBar::Look::Failed)
            hatch(bars[i].right, bars[i + 1].left);
    }
    hatch(std::max(m_scale.left, m_scale.x(worker.since)), m_scale.x(m_until));
}

void LanePainter::paintWait(const Feed::WorkerRow &worker, double top)
{
    const double left = std::max(m_scale.left, m_scale.x(worker.since));
    const QString wait = Numbers::growing(std::max<qint64>(0, worker.startsAt - m_until));
    const Painting::Words words{
        QCoreApplication::translate("Amp::Timeline", "starts in %1").arg(wait),
        Type::numberFont(Role::Unit), m_theme.failed.ink};
    const double width = Painting::widthOf(words) + 8;
    const QRectF box(std::max(m_scale.left, std::min(left + 6, m_scale.right() - width)), top + 2,
                     width, 16);
    m_painter.setRenderHint(QPainter::Antialiasing);
    m_painter.setPen(Qt::NoPen);
    m_painter.setBrush(m_theme.base);
    m_painter.drawRoundedRect(box, 3, 3);
    m_painter.setRenderHint(QPainter::Antialiasing, false);
    Painting::paintFrom(m_painter,
                        {box.left() + 4, Painting::baselineIn(words.font, box.top(), box.height())},
                        words);
}

void LanePainter::paintOutline(const LaneBar &bar, double top)
{
    m_painter.setRenderHint(QPainter::Antialiasing);
    m_painter.setPen(QPen(m_theme.text, 2));
    m_painter.setBrush(Qt::NoBrush);
    const QRectF rect(bar.left, top + barTop, bar.right - bar.left, laneBarHeight);
    m_painter.drawRoundedRect(rect.adjusted(-1, -1, 1, 1), 2, 2);
    m_painter.setRenderHint(QPainter::Antialiasing, false);
}

} // namespace Amp
