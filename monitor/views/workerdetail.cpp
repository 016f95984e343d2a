// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "monitor/views/workerdetail.h"

#include <algorithm>

#include <QRegularExpression>

#include "monitor/numbers.h"
#include "monitor/views/workertable.h"

namespace Amp {

namespace {

constexpr qsizetype mostRestartsShown = 7;
constexpr qint64 soonAfter = 3'000'000; // what happens by then after a reload may come from it

// Gives the texts a context for translators.
struct WorkerDetail
{
    Q_DECLARE_TR_FUNCTIONS(WorkerDetail)
};

struct Crash
{
    qint64 at = 0;
    quint32 pid = 0;
    qint64 waits = 0; // until it was, or is, started again
    QString procedure;
};

// Those that took a call with them, ascending.
std::vector<Crash> crashesOf(const Models &models, const Feed::WorkerRow &worker)
{
    std::vector<Crash> crashes;
    for (const Feed::TimelineBar &bar : models.server.lane(worker.id).bars) {
        if (!crashes.empty() && crashes.back().waits == 0)
            crashes.back().waits = bar.from - crashes.back().at;
        const int row = models.calls.rowOf(bar.call);
        if (row >= 0 && models.calls.row(row).code == ErrorCode::WorkerCrashed)
            crashes.push_back({bar.to, models.calls.row(row).pid, 0, bar.procedure});
    }
    if (!crashes.empty() && crashes.back().waits == 0 && worker.startsAt > crashes.back().at)
        crashes.back().waits = worker.startsAt - crashes.back().at;
    return crashes;
}

// "SIGSEGV" of "signal 11 (SIGSEGV)".
QString shortReason(const QString &why)
{
    static const QRegularExpression signalName(QStringLiteral("\\((SIG[A-Z0-9]+)\\)"));
    const QRegularExpressionMatch match = signalName.match(why);
    return match.hasMatch() ? match.captured(1) : why.left(16);
}

QString wholeSeconds(qint64 duration)
{
    return duration < 60'000'000 ? WorkerDetail::tr("%1 s").arg(duration / 1'000'000)
                                 : Numbers::growing(duration);
}

QString reloadBefore(const Models &models, qint64 at)
{
    const bool isAfter = std::ranges::any_of(models.server.marks(), [at](const auto &mark) {
        return mark.kind == Feed::HistoryMark::Kind::Reloaded && mark.at <= at &&
               at - mark.at < soonAfter;
    });
    return isAfter ? WorkerDetail::tr("includes reloaded") : QString();
}

void addCrashLoop(Detail &detail, const Models &models, const Feed::WorkerRow &worker)
{
    const std::vector<Crash> crashes = crashesOf(models, worker);
    const qint64 now = models.view.now();
    Detail::Message message{crashesText(models, worker), {}, Tone::Failed};
    const bool isOneProcedure =
        !crashes.empty() && std::ranges::all_of(crashes, [&crashes](const Crash &crash) {
            return crash.procedure == crashes.front().procedure;
        });
    message.text =
        isOneProcedure
            ? WorkerDetail::tr("Each ended by %1 while running %2. Starts are spaced.")
                  .arg(worker.lastRestartWhy, crashes.front().procedure)
            : WorkerDetail::tr("The last one: %1. Starts are spaced.").arg(worker.lastRestartWhy);
    detail.message = message;
    detail.fields.push_back(
        {WorkerDetail::tr("Next start"),
         WorkerDetail::tr("in %1").arg(Numbers::growing(worker.startsAt - now)),
         WorkerDetail::tr("back-off %1").arg(Numbers::growing(worker.startsAt - worker.since))});
    if (crashes.empty())
        return;
    detail.fields.push_back({WorkerDetail::tr("Since"), Numbers::timeOfDay(crashes.front().at),
                             reloadBefore(models, crashes.front().at)});
    const auto shown = std::min(qsizetype(crashes.size()), mostRestartsShown);
    detail.boxTitle = WorkerDetail::tr("Last restarts, %1 of %2").arg(shown).arg(worker.restarts);
    for (auto crash = crashes.rbegin(); crash != crashes.rbegin() + shown; ++crash)
        detail.boxLines.append(QStringLiteral("%1  pid %2  %3  waits %4")
                                   .arg(Numbers::timeOfDay(crash->at))
                                   .arg(crash->pid)
                                   .arg(shortReason(worker.lastRestartWhy))
                                   .arg(Numbers::growing(crash->waits), 6));
}

void addWork(Detail &detail, const Models &models, const Feed::WorkerRow &worker)
{
    const qint64 now = models.view.now();
    if (worker.call)
        detail.fields.push_back(
            {WorkerDetail::tr("Call"), worker.procedure, Numbers::grouped(worker.call)});
    detail.fields.push_back(
        {WorkerDetail::tr("Process"),
         worker.pid ? WorkerDetail::tr("pid %1").arg(worker.pid) : WorkerDetail::tr("none"),
         WorkerDetail::tr("%1 · %2 % CPU")
             .arg(Numbers::bytes(worker.memoryBytes))
             .arg((worker.cpuPermille + 5) / 10)});
    detail.fields.push_back({WorkerDetail::tr("Since"), Numbers::timeOfDay(worker.since),
                             WorkerDetail::tr("%1 ago").arg(Numbers::growing(now - worker.since))});
    detail.fields.push_back(
        {WorkerDetail::tr("Calls done"), Numbers::grouped(worker.callsDone), {}});
    detail.fields.push_back(
        {WorkerDetail::tr("Restarts"), Numbers::grouped(worker.restarts),
         worker.lastRestartAt
             ? WorkerDetail::tr("last at %1").arg(Numbers::timeOfDay(worker.lastRestartAt))
             : QString()});
    if (!worker.lastRestartWhy.isEmpty())
        detail.fields.push_back({WorkerDetail::tr("Why"), worker.lastRestartWhy, {}});
}

} // namespace

QString crashesText(const Models &models, const Feed::WorkerRow &worker)
{
    const std::vector<Crash> crashes = crashesOf(models, worker);
    if (crashes.empty())
        return WorkerDetail::tr("%1 restarts").arg(worker.restarts);
    return WorkerDetail::tr("%1 crashes in %2")
        .arg(crashes.size())
        .arg(wholeSeconds(models.view.now() - crashes.front().at));
}

std::optional<Detail> describeWorker(const Models &models, quint32 id)
{
    using Action = Detail::Action;
    const int at = models.workers.rowOf(id);
    if (at < 0)
        return {};
    const Feed::WorkerRow &worker = models.workers.row(at);
    Detail detail;
    detail.kind = WorkerDetail::tr("Worker, %1").arg(worker.pool);
    for (const Feed::PoolRow &pool : models.server.pools()) {
        if (pool.name == worker.pool && !pool.about.isEmpty())
            detail.kind += QStringLiteral(", ") + pool.about;
    }
    detail.title = Numbers::workerName(id);
    detail.state = workerStateCell(worker);
    if (detail.state.tone == Tone::Normal && worker.state == Feed::WorkerState::Running)
        detail.state.tone = Tone::Running;
    if (worker.call)
        detail.state.text += u' ' + Numbers::growing(models.view.now() - worker.since);
    detail.worker = id;
    detail.call = worker.call;
    if (worker.state == Feed::WorkerState::Backoff) {
        addCrashLoop(detail, models, worker);
        detail.actions = {Action::StartNow, Action::ShowLog, Action::Reload};
    } else {
        addWork(detail, models, worker);
        detail.actions = {Action::Restart, Action::Kill, Action::ShowLog};
    }
    return detail;
}

} // namespace Amp
