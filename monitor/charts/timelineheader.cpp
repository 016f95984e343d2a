// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "monitor/charts/timelineheader.h"

#include <array>

#include <QPainter>

#include "monitor/charts/painting.h"
#include "monitor/numbers.h"

namespace Amp {

namespace {

using Type::Role;

constexpr int headerHeight = 32;
constexpr double headerPadding = 12;
constexpr QSizeF swatch(14, 10);
constexpr double swatchGap = 5;
constexpr double itemGap = 12;

enum class Look { Done, Running, Slow, Failed, Idle };

void paintSwatch(QPainter &painter, const Theme &theme, Look look, const QRectF &rect)
{
    QFont bold = Type::font(Role::Unit);
    bold.setBold(true);
    switch (look) {
    case Look::Done:
        painter.fillRect(rect, theme.doneBar);
        return;
    case Look::Running:
        painter.fillRect(rect, theme.running.fill);
        return;
    case Look::Slow:
        painter.fillRect(rect, theme.slow.fill);
        painter.setFont(bold);
        painter.setPen(QColor(0x0b0d0f));
        painter.drawText(rect, Qt::AlignCenter, QStringLiteral("!"));
        return;
    case Look::Failed:
        painter.fillRect(rect, theme.failed.fill);
        painter.save();
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(QColor(0x0b0d0f), 1.6));
        painter.drawLine(rect.center() + QPointF(-2.5, -2.5), rect.center() + QPointF(2.5, 2.5));
        painter.drawLine(rect.center() + QPointF(2.5, -2.5), rect.center() + QPointF(-2.5, 2.5));
        painter.restore();
        return;
    case Look::Idle:
        painter.save();
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(theme.line);
        painter.setBrush(theme.window);
        painter.drawRoundedRect(rect.adjusted(0.5, 2.5, -0.5, -2.5), 2, 2);
        painter.restore();
        return;
    }
}

} // namespace

TimelineHeader::TimelineHeader(const ServerState &state, ViewState &view, QWidget *parent)
    : QWidget(parent)
    , m_state(state)
    , m_view(view)
{
    setFixedHeight(headerHeight);
    setAttribute(Qt::WA_OpaquePaintEvent);
    const auto renew = [this] {
        setAccessibleName(tr("Workers, %1").arg(counts()));
        update();
    };
    connect(&state, &ServerState::updated, this, renew);
    connect(&state, &ServerState::cleared, this, renew);
    connect(&view, &ViewState::freshnessChanged, this, renew);
}

QString TimelineHeader::counts() const
{
    const Feed::Summary &summary = m_state.summary();
    if (m_state.isEmpty())
        return {};
    if (m_view.freshness() == ViewState::Freshness::Stale) {
        return tr("%1 · %2 were busy at %3")
            .arg(summary.workers)
            .arg(summary.busy)
            .arg(Numbers::timeOfDayInSeconds(m_view.dataUntil()));
    }
    QStringList parts{QString::number(summary.workers), tr("%1 busy").arg(summary.busy),
                      tr("%1 idle").arg(summary.idle)};
    if (summary.starting > 0)
        parts << tr("%1 starting").arg(summary.starting);
    if (summary.inBackoff > 0)
        parts << tr("%1 in back-off").arg(summary.inBackoff);
    return parts.join(QStringLiteral(" · "));
}

void TimelineHeader::paintEvent(QPaintEvent *)
{
    const Theme own = Theme::of(palette());
    const bool isStale = m_view.freshness() == ViewState::Freshness::Stale;
    const Theme theme = isStale ? own.staled() : own;
    QPainter painter(this);
    painter.fillRect(rect(), theme.base);
    painter.fillRect(QRect(0, height() - 1, width(), 1), theme.grid);
    const QFont title = Type::font(Role::PaneTitle);
    QPointF at(headerPadding, Painting::baselineIn(title, 1, headerHeight));
    at.rx() += 10 + Painting::paintFrom(painter, at, {tr("Workers"), title, theme.text});
    at.rx() +=
        Painting::paintFrom(painter, at, {counts(), Type::numberFont(Role::Body), theme.secondary});
    // The legend keeps its colours: it tells what they mean.
    Theme legend = theme;
    legend.doneBar = own.doneBar;
    legend.running = own.running;
    legend.slow = own.slow;
    legend.failed = own.failed;
    paintLegend(painter, legend, at.x() + 2 * itemGap);
}

// It gives way where there is no room.
void TimelineHeader::paintLegend(QPainter &painter, const Theme &theme, double from) const
{
    const std::array<std::pair<Look, QString>, 5> items{{{Look::Done, tr("done")},
                                                         {Look::Running, tr("running")},
                                                         {Look::Slow, tr("slow")},
                                                         {Look::Failed, tr("failed")},
                                                         {Look::Idle, tr("idle")}}};
    const QFont font = Type::font(Role::Unit);
    double taken = -itemGap;
    for (const auto &[look, text] : items) {
        taken +=
            swatch.width() + swatchGap + itemGap + Painting::widthOf({text, font, theme.secondary});
    }
    double x = std::round(width() - headerPadding - taken);
    if (x < from)
        return;
    const double baseline = Painting::baselineIn(font, 1, headerHeight);
    for (const auto &[look, text] : items) {
        paintSwatch(painter, theme, look, {{x, baseline - 9}, swatch});
        x += swatch.width() + swatchGap;
        x += itemGap + Painting::paintFrom(painter, {x, baseline}, {text, font, theme.secondary});
        x = std::round(x);
    }
}

} // namespace Amp
