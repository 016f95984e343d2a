// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "monitor/charts/tilefacts.h"

#include <algorithm>
#include <functional>

#include "monitor/numbers.h"
#include "monitor/timeunits.h"

namespace Amp {

namespace {

using Feed::HistoryPoint;

constexpr int shownSeconds = 60;
constexpr qint64 oldestForSlow = 5 * second;
constexpr qint64 oldestForFailed = 30 * second;
constexpr double failedForSlow = 0.01;
constexpr double steadyWithin = 0.25; // of the mean of the minute

const QString unknown = QStringLiteral("–");

struct Minute // the last 60 s, added up
{
    int seconds = 0;
    quint64 ended = 0;
    quint64 failed = 0;
    quint64 crashed = 0;
};

Minute lastMinute(const ServerState &state)
{
    Minute minute;
    const qint64 from = state.summary().now - shownSeconds * second;
    const auto &history = state.history();
    for (auto point = history.rbegin(); point != history.rend() && point->at > from; ++point) {
        minute.seconds += int(point->seconds);
        minute.ended += point->ended;
        minute.failed += point->failed;
        minute.crashed += point->crashed;
    }
    return minute;
}

double perSecond(const HistoryPoint &point)
{
    return double(point.ended) / std::max(1U, point.seconds);
}

// The newest second in which a call ended, of the last minute.
const HistoryPoint *lastWithCalls(const ServerState &state)
{
    const qint64 from = state.summary().now - shownSeconds * second;
    const auto &history = state.history();
    for (auto point = history.rbegin(); point != history.rend() && point->at > from; ++point) {
        if (point->total.max > 0)
            return &*point;
    }
    return nullptr;
}

using ValueOf = std::function<std::optional<double>(const HistoryPoint &)>;

// In steps of a second until now; what is missing has no value.
std::vector<std::optional<double>> lastValues(const ServerState &state, qint64 now,
                                              const ValueOf &valueOf)
{
    std::vector<std::optional<double>> values(shownSeconds + 1);
    const auto &history = state.history();
    for (auto point = history.rbegin(); point != history.rend(); ++point) {
        const qint64 end = (now - point->at) / second;
        if (end > shownSeconds)
            break;
        for (qint64 age = std::max<qint64>(end, 0); age < end + point->seconds; ++age) {
            if (age <= shownSeconds)
                values[std::size_t(shownSeconds - age)] = valueOf(*point);
        }
    }
    // The present second has not ended: what the last one had goes on.
    if (!values.back())
        values.back() = values[shownSeconds - 1];
    return values;
}

qint64 oldestWait(const Feed::Summary &summary)
{
    return summary.queued > 0 && summary.oldestQueuedAt > 0 ? summary.now - summary.oldestQueuedAt
                                                            : 0;
}

ValueOf sparklineOf(TileFacts::Kind kind, bool showsAge)
{
    switch (kind) {
    case TileFacts::Kind::Calls:
        return perSecond;
    case TileFacts::Kind::Queued:
        if (showsAge)
            return [](const HistoryPoint &point) { return double(point.oldestWait); };
        return [](const HistoryPoint &point) { return double(point.queued); };
    case TileFacts::Kind::Latency:
        return [](const HistoryPoint &point) {
            return point.total.max > 0 ? std::optional(double(point.total.p99)) : std::nullopt;
        };
    case TileFacts::Kind::Failed:
        return [](const HistoryPoint &point) { return double(point.failed) / point.seconds; };
    case TileFacts::Kind::Busy:
        return [](const HistoryPoint &point) { return double(point.busy); };
    case TileFacts::Kind::Clients:
        return [](const HistoryPoint &point) { return double(point.clients); };
    }
    Q_UNREACHABLE();
}

} // namespace

TileFacts TileFacts::of(Kind kind, const ServerState &state, const ViewState &view)
{
    TileFacts facts;
    switch (kind) {
    case Kind::Calls:
        facts.tellCalls(state);
        break;
    case Kind::Queued:
        facts.tellQueued(state);
        break;
    case Kind::Latency:
        facts.tellLatency(state);
        break;
    case Kind::Failed:
        facts.tellFailed(state);
        break;
    case Kind::Busy:
        facts.tellBusy(state);
        break;
    case Kind::Clients:
        facts.tellClients(state);
        break;
    }
    const bool showsAge = kind == Kind::Queued && facts.level != Level::Normal;
    facts.sparkline =
        lastValues(state, std::max(view.now(), state.summary().now), sparklineOf(kind, showsAge));
    if (state.isEmpty())
        facts.state.clear();
    if (view.freshness() == ViewState::Freshness::Stale) {
        const qint64 age = (view.now() - view.dataUntil()) / second;
        facts.level = Level::Normal;
        facts.state =
            age < 60 ? tr("%1 s old").arg(age) : tr("%1 old").arg(Numbers::growing(age * second));
    }
    return facts;
}

void TileFacts::tellCalls(const ServerState &state)
{
    label = tr("Calls");
    unit = tr("per second");
    if (state.history().empty()) {
        figures = {{{}, state.isEmpty() ? unknown : QStringLiteral("0"), {}}};
        this->state = tr("none yet");
        return;
    }
    const double rate = perSecond(state.history().back());
    figures = {{{}, Numbers::rate(rate), {}}};
    const Minute minute = lastMinute(state);
    const double mean = double(minute.ended) / std::max(1, minute.seconds);
    if (state.summary().accepted == 0)
        this->state = tr("none yet");
    else if (minute.ended == 0)
        this->state = tr("none in 60 s");
    else if (rate > mean * (1 + steadyWithin))
        this->state = tr("rising");
    else if (rate < mean * (1 - steadyWithin))
        this->state = tr("falling");
    else
        this->state = tr("steady");
}

void TileFacts::tellQueued(const ServerState &state)
{
    const Feed::Summary &summary = state.summary();
    const qint64 oldest = oldestWait(summary);
    label = tr("Queued");
    figures = {{{}, state.isEmpty() ? unknown : Numbers::rate(double(summary.queued)), {}}};
    remark = tr("oldest %1").arg(summary.queued > 0 ? Numbers::growing(oldest) : unknown);
    if (summary.paused) {
        level = Level::Paused;
        icon = Icon::Paused;
        this->state = tr("paused");
    } else if (oldest > oldestForFailed) {
        level = Level::Failed;
        icon = Icon::Failed;
        this->state = tr("oldest over 30 s");
    } else if (oldest > oldestForSlow) {
        level = Level::Slow;
        this->state = tr("oldest over 5 s");
    } else {
        this->state = summary.draining ? tr("draining") : tr("normal");
    }
}

void TileFacts::tellLatency(const ServerState &state)
{
    label = tr("Latency");
    unit = tr("total");
    const HistoryPoint *const point = lastWithCalls(state);
    const Feed::Percentiles percentiles = point ? point->total : Feed::Percentiles();
    const auto tell = [&](const QString &name, quint64 duration, bool isMain) {
        const Numbers::Measured text = Numbers::measured(qint64(duration));
        figures.push_back(
            {name, point ? text.figure : unknown, point ? text.unit : QString(), isMain});
    };
    tell(QStringLiteral("p50"), percentiles.p50, false);
    tell(QStringLiteral("p95"), percentiles.p95, false);
    tell(QStringLiteral("p99"), percentiles.p99, true);
    this->state = point ? tr("normal") : tr("no calls");
}

void TileFacts::tellFailed(const ServerState &state)
{
    const Minute minute = lastMinute(state);
    label = tr("Failed");
    figures = {{{},
                state.isEmpty() ? unknown : Numbers::percent(minute.failed, minute.ended),
                QStringLiteral("%")}};
    if (minute.crashed > 0) {
        level = Level::Failed;
        icon = Icon::Failed;
        this->state = minute.crashed == 1 ? tr("1 crash")
                                          : tr("%1 crashes").arg(Numbers::grouped(minute.crashed));
    } else if (double(minute.failed) > failedForSlow * double(minute.ended)) {
        level = Level::Slow;
        this->state = tr("%1 in 60 s").arg(Numbers::grouped(minute.failed));
    } else {
        this->state = tr("%1 in 60 s").arg(Numbers::grouped(minute.failed));
    }
}

void TileFacts::tellBusy(const ServerState &state)
{
    const Feed::Summary &summary = state.summary();
    label = tr("Busy");
    unit = tr("workers");
    figures = {{{},
                state.isEmpty() ? unknown : Numbers::grouped(summary.busy),
                state.isEmpty() ? QString() : tr("/ %1").arg(Numbers::grouped(summary.workers))}};
    if (summary.inBackoff > 0)
        this->state = tr("%1 in back-off").arg(summary.inBackoff);
    else if (summary.starting > 0)
        this->state = tr("%1 starting").arg(summary.starting);
    else
        this->state = tr("%1 idle").arg(summary.idle);
}

void TileFacts::tellClients(const ServerState &state)
{
    const Feed::Summary &summary = state.summary();
    label = tr("Clients");
    figures = {{{}, state.isEmpty() ? unknown : Numbers::grouped(summary.clients), {}}};
    this->state = tr("%1 in flight").arg(Numbers::grouped(summary.queued + summary.running));
}

QString TileFacts::spoken() const
{
    QStringList parts;
    for (const Figure &figure : figures)
        parts << QStringList{figure.name, figure.text, figure.unit}.join(u' ').simplified();
    QStringList all{unit.isEmpty() ? label : label + u' ' + unit, parts.join(u", ")};
    if (!remark.isEmpty())
        all << remark;
    if (!state.isEmpty())
        all << state;
    return all.join(u", ");
}

} // namespace Amp
