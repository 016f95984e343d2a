// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "monitor/views/calldetail.h"

#include "monitor/numbers.h"
#include "monitor/views/callstable.h"
#include "monitor/views/pendingactions.h"
#include "monitor/views/workerdetail.h"

namespace Amp {

namespace {

using Feed::CallRow;

constexpr int mostBoxLines = 6;

// One call, described step by step.
class CallWriter
{
    Q_DECLARE_TR_FUNCTIONS(CallDetail)

public:
    CallWriter(const Models &models, const CallRow &call);
    Detail write();

private:
    bool hasEnded() const { return CallModel::hasEnded(m_call.state); }
    qint64 waited() const;
    qint64 ran() const;
    const Feed::Percentiles *times() const;
    Cell state() const;
    void addMessage();
    void addGauge();
    void addTimes();
    void addDeadline();
    void addClient();
    void addWorker();
    void addOutput();
    void addActions();
    void add(const QString &label, const QString &text, const QString &secondary = {});

    const Models &m_models;
    const CallRow &m_call;
    const Feed::WorkerRow *m_worker = nullptr;
    const qint64 m_now;
    Detail m_detail;
};

CallWriter::CallWriter(const Models &models, const CallRow &call)
    : m_models(models)
    , m_call(call)
    , m_now(models.view.now())
{
    const auto worker = models.server.workers().find(call.worker);
    if (worker != models.server.workers().end())
        m_worker = &worker->second;
}

Detail CallWriter::write()
{
    m_detail.kind = tr("Call %1").arg(Numbers::grouped(m_call.id));
    m_detail.title = m_call.procedure;
    m_detail.state = state();
    m_detail.call = m_call.id;
    m_detail.worker = m_call.worker;
    addMessage();
    addGauge();
    addTimes();
    addDeadline();
    addClient();
    addWorker();
    addOutput();
    addActions();
    return m_detail;
}

qint64 CallWriter::waited() const
{
    const qint64 until = m_call.startedAt ? m_call.startedAt
                         : m_call.endedAt ? m_call.endedAt
                                          : m_now;
    return std::max<qint64>(until - m_call.acceptedAt, 0);
}

qint64 CallWriter::ran() const
{
    const qint64 until = m_call.endedAt ? m_call.endedAt : m_now;
    return m_call.startedAt ? std::max<qint64>(until - m_call.startedAt, 0) : 0;
}

const Feed::Percentiles *CallWriter::times() const
{
    const int at = m_models.procedures.rowOf(m_call.procedure);
    return at < 0 ? nullptr : &m_models.procedures.row(at).total;
}

Cell CallWriter::state() const
{
    const bool isCancelling =
        m_call.cancelling || m_models.pending.contains(ViewState::Kind::Call, m_call.id);
    Cell cell = callStateCell(m_call.state, isCancelling);
    const bool isSlow = m_worker && m_worker->slow && m_worker->call == m_call.id;
    if (isSlow)
        cell = {tr("Slow"), Tone::Slow, {}, Icon::Slow, Tone::Slow};
    else if (m_call.state == Feed::CallState::Running && !isCancelling)
        cell.tone = Tone::Running;
    if (m_call.state == Feed::CallState::Running)
        cell.text += u' ' + Numbers::growing(ran());
    if (m_call.state == Feed::CallState::Queued)
        cell.text += u' ' + Numbers::growing(waited());
    return cell;
}

void CallWriter::addMessage()
{
    if (m_call.code == ErrorCode::None)
        return;
    QString text = m_call.message;
    if (m_call.code == ErrorCode::WorkerCrashed && !m_call.idempotent &&
        !text.contains(QStringLiteral("dempotent")))
        text += tr(" Not idempotent: not run again.");
    const bool isCancelled = m_call.state == Feed::CallState::Cancelled;
    m_detail.message = {QString::fromLatin1(nameOf(m_call.code)), text,
                        isCancelled ? Tone::Secondary : Tone::Failed};
}

void CallWriter::addGauge()
{
    if (m_call.state != Feed::CallState::Running)
        return;
    Detail::Gauge gauge;
    gauge.waited = waited();
    gauge.elapsed = ran();
    gauge.p99 = times() ? qint64(times()->p99) : 0;
    gauge.limit = m_call.timeout;
    gauge.whole = gauge.limit ? gauge.limit : std::max(gauge.elapsed, gauge.p99) * 5 / 4;
    gauge.isSlow = m_worker && m_worker->slow;
    if (gauge.whole > 0)
        m_detail.gauge = gauge;
}

void CallWriter::addTimes()
{
    const QString received = Numbers::timeOfDayInDetail(m_call.acceptedAt);
    const QString waitedText = tr("waited %1").arg(Numbers::measuredText(waited()));
    if (m_call.progressTotal)
        add(tr("Progress"), tr("%1 %").arg(m_call.progressDone * 100 / m_call.progressTotal),
            m_call.progressText);
    if (!hasEnded())
        return add(tr("Received"), received, m_call.startedAt ? waitedText : QString());
    if (CallModel::hasFailed(m_call.state))
        return add(tr("Ended"), Numbers::timeOfDayInDetail(m_call.endedAt),
                   tr("%1, ran %2").arg(waitedText, Numbers::measuredText(ran())));
    const Feed::Percentiles *usual = times();
    add(tr("Total"), Numbers::measuredText(waited() + ran()),
        usual ? tr("p50 %1, p99 %2")
                    .arg(Numbers::measuredText(qint64(usual->p50)),
                         Numbers::measuredText(qint64(usual->p99)))
              : QString());
    add(tr("Waited"), Numbers::measuredText(waited()),
        tr("ran %1").arg(Numbers::measuredText(ran())));
    add(tr("Received"), received);
    add(tr("Ended"), Numbers::timeOfDayInDetail(m_call.endedAt));
}

void CallWriter::addDeadline()
{
    if (hasEnded())
        return;
    const bool isRunning = m_call.startedAt != 0;
    const qint64 at =
        isRunning ? (m_call.timeout ? m_call.startedAt + m_call.timeout : 0) : m_call.deadlineAt;
    if (at)
        add(isRunning ? tr("Deadline") : tr("Start by"),
            tr("in %1").arg(Numbers::growing(at - m_now)), tr("at %1").arg(Numbers::timeOfDay(at)));
}

void CallWriter::addClient()
{
    add(tr("Client"), m_call.client, m_call.address);
    if (!CallModel::hasFailed(m_call.state))
        add(tr("Options"), tr("%1 priority").arg(CallModel::priorityText(m_call.priority)),
            m_call.idempotent ? tr("idempotent") : tr("not idempotent"));
    const bool hasResult = m_call.state == Feed::CallState::Succeeded;
    add(tr("Arguments"), Numbers::bytes(m_call.argumentBytes),
        hasResult ? tr("result %1").arg(Numbers::bytes(m_call.resultBytes)) : QString());
}

void CallWriter::addWorker()
{
    if (!m_call.worker)
        return;
    const QString name = Numbers::workerName(m_call.worker);
    const QString pid = tr("pid %1").arg(m_call.pid);
    if (!m_worker)
        return add(tr("Worker"), name, pid);
    if (m_worker->state == Feed::WorkerState::Backoff)
        return add(tr("Worker"), name,
                   tr("%1, starts in %2")
                       .arg(crashesText(m_models, *m_worker),
                            Numbers::growing(m_worker->startsAt - m_now)));
    if (hasEnded())
        return add(tr("Worker"), name, tr("%1 · %2").arg(pid, m_worker->pool));
    add(tr("Worker"), name,
        tr("%1 · %2 · %3 % CPU")
            .arg(pid, Numbers::bytes(m_worker->memoryBytes))
            .arg((m_worker->cpuPermille + 5) / 10));
}

void CallWriter::addOutput()
{
    for (int row = 0; row < m_models.log.rowCount(); ++row) {
        const Feed::LogLine &line = m_models.log.row(row);
        if (line.call == m_call.id && line.level == Feed::LogLine::Level::Output)
            m_detail.boxLines.append(line.text);
    }
    const qsizetype count = std::min(m_detail.boxLines.size(), qsizetype(mostBoxLines));
    m_detail.boxTitle = m_detail.boxLines.size() > count || CallModel::hasFailed(m_call.state)
                            ? tr("stderr, last %1 lines").arg(count)
                            : tr("stderr of this call");
    m_detail.boxLines = m_detail.boxLines.last(count);
}

void CallWriter::addActions()
{
    using Action = Detail::Action;
    if (CallModel::hasFailed(m_call.state))
        m_detail.actions.push_back(Action::CopyError);
    if (!hasEnded())
        m_detail.actions.push_back(Action::Cancel);
    if (m_call.state == Feed::CallState::Running)
        m_detail.actions.push_back(Action::Kill);
    if (hasEnded() && m_call.worker)
        m_detail.actions.push_back(Action::ShowLog);
    if (m_call.startedAt)
        m_detail.actions.push_back(Action::ShowInTimeline);
}

void CallWriter::add(const QString &label, const QString &text, const QString &secondary)
{
    m_detail.fields.push_back({label, text, secondary});
}

} // namespace

std::optional<Detail> describeCall(const Models &models, quint64 id)
{
    const int at = models.calls.rowOf(id);
    if (at < 0)
        return {};
    return CallWriter(models, models.calls.row(at)).write();
}

} // namespace Amp
