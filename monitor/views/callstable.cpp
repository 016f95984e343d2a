// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "monitor/views/callstable.h"

#include <QRegularExpression>

#include "monitor/numbers.h"
#include "monitor/views/pendingactions.h"

namespace Amp {

namespace {

using CallColumn = CallModel::Column;

// In the order of the vocabulary.
enum class CallField {
    Procedure,
    Client,
    Address,
    Worker,
    Message,
    Id,
    Pool,
    Priority,
    Error,
    Is,
    Waiting,
    Running,
    Total,
    Attempts,
    Progress,
    Arguments,
    Result
};

FilterQuery::Vocabulary callVocabulary()
{
    using Kind = FilterQuery::Kind;
    return {{{QStringLiteral("procedure"), Kind::Text, true},
             {QStringLiteral("client"), Kind::Text, true},
             {QStringLiteral("address"), Kind::Text, true},
             {QStringLiteral("worker"), Kind::Text, true},
             {QStringLiteral("message"), Kind::Text, true},
             {QStringLiteral("id"), Kind::Count, true},
             {QStringLiteral("pool"), Kind::Text},
             {QStringLiteral("priority"), Kind::Text},
             {QStringLiteral("error"), Kind::Text},
             {QStringLiteral("is"), Kind::State},
             {QStringLiteral("waiting"), Kind::Time, false, true},
             {QStringLiteral("running"), Kind::Time, false, true},
             {QStringLiteral("total"), Kind::Time, false, true},
             {QStringLiteral("attempts"), Kind::Count},
             {QStringLiteral("progress"), Kind::Percent},
             {QStringLiteral("arguments"), Kind::Bytes},
             {QStringLiteral("result"), Kind::Bytes}},
            {QStringLiteral("queued"), QStringLiteral("running"), QStringLiteral("done"),
             QStringLiteral("failed"), QStringLiteral("crashed"), QStringLiteral("cancelled"),
             QStringLiteral("timedout"), QStringLiteral("cancelling"),
             QStringLiteral("idempotent")}};
}

std::vector<ColumnLook> callColumns()
{
    using Layout = ColumnLook::Layout;
    return {{CallsTable::tr("State"), {}, Layout::Left, 108, 112},
            {CallsTable::tr("ID"), {}, Layout::Right, 108, 100},
            {CallsTable::tr("Procedure"), {}, Layout::Left, 168, 140},
            {CallsTable::tr("Client"), {}, Layout::Left, 208, 104},
            {CallsTable::tr("Worker"), {}, Layout::Left, 76, 66},
            {CallsTable::tr("Priority"), {}, Layout::Left, 84, 0},
            {CallsTable::tr("Waiting"), CallsTable::tr("ms"), Layout::Decimal, 104, 98},
            {CallsTable::tr("Running"), CallsTable::tr("ms"), Layout::Decimal, 108, 104},
            {CallsTable::tr("Started"), {}, Layout::Right, 116, 0},
            {CallsTable::tr("Outcome"), {}, Layout::Progress, 200, 180}};
}

qint64 waited(const Feed::CallRow &call, qint64 now)
{
    const qint64 until = call.startedAt ? call.startedAt : call.endedAt ? call.endedAt : now;
    return std::max<qint64>(until - call.acceptedAt, 0);
}

qint64 ran(const Feed::CallRow &call, qint64 now)
{
    return call.startedAt
               ? std::max<qint64>((call.endedAt ? call.endedAt : now) - call.startedAt, 0)
               : 0;
}

// What the server says of a crash begins with whose it was, which other columns have.
QString crashText(const Feed::CallRow &call)
{
    static const QRegularExpression cause(
        QStringLiteral("signal \\d+( \\(\\w+\\))?|exit code -?\\d+"));
    const QString found = cause.match(call.message).captured();
    return found.isEmpty() || call.pid == 0 ? call.message
                                            : CallsTable::tr("%1, pid %2").arg(found).arg(call.pid);
}

} // namespace

Cell callStateCell(Feed::CallState state, bool isCancelling)
{
    if (isCancelling && !CallModel::hasEnded(state))
        return {CallsTable::tr("Cancelling"), Tone::Normal, {}, Icon::Pending, Tone::Secondary};
    switch (state) {
    case Feed::CallState::Queued:
        return {CallsTable::tr("Queued"), Tone::Normal, {}, Icon::Queued, Tone::Secondary};
    case Feed::CallState::Running:
        return {CallsTable::tr("Running"), Tone::Normal, {}, Icon::Running, Tone::Running};
    case Feed::CallState::Succeeded:
        return {CallsTable::tr("Done"), Tone::Normal, {}, Icon::Done, Tone::Secondary};
    case Feed::CallState::Failed:
        return {CallsTable::tr("Failed"), Tone::Failed, {}, Icon::Failed, Tone::Failed};
    case Feed::CallState::Cancelled:
        return {CallsTable::tr("Cancelled"), Tone::Normal, {}, Icon::Cancelled, Tone::Secondary};
    case Feed::CallState::TimedOut:
        return {CallsTable::tr("Timed out"), Tone::Failed, {}, Icon::TimedOut, Tone::Failed};
    }
    Q_UNREACHABLE();
}

CallsTable::CallsTable(const Models &models)
    : m_models(models)
    , m_columns(callColumns())
    , m_vocabulary(callVocabulary())
{}

QVariant CallsTable::field(int row, int field) const
{
    const Feed::CallRow &call = m_models.calls.row(row);
    const qint64 now = m_models.view.now();
    switch (CallField(field)) {
    case CallField::Procedure:
        return call.procedure;
    case CallField::Client:
        return call.client;
    case CallField::Address:
        return call.address;
    case CallField::Worker:
        return call.worker ? Numbers::workerName(call.worker) : QString();
    case CallField::Message:
        return call.message;
    case CallField::Id:
        return call.id;
    case CallField::Pool:
        return poolOf(call);
    case CallField::Priority:
        return CallModel::priorityText(call.priority);
    case CallField::Error:
        return call.code == ErrorCode::None ? QString() : QString::fromLatin1(nameOf(call.code));
    case CallField::Is:
        return statesOf(call);
    case CallField::Waiting:
        return waited(call, now);
    case CallField::Running:
        return call.startedAt ? QVariant(ran(call, now)) : QVariant();
    case CallField::Total:
        return waited(call, now) + ran(call, now);
    case CallField::Attempts:
        return call.attempts;
    case CallField::Progress:
        return call.progressTotal
                   ? QVariant(100.0 * double(call.progressDone) / double(call.progressTotal))
                   : QVariant();
    case CallField::Arguments:
        return call.argumentBytes;
    case CallField::Result:
        return call.resultBytes;
    }
    return {};
}

quint32 CallsTable::segmentsOf(int row) const
{
    const Feed::CallState state = m_models.calls.row(row).state;
    quint32 segments = 1 << All;
    if (state == Feed::CallState::Queued)
        segments |= 1 << Queued;
    if (state == Feed::CallState::Running)
        segments |= 1 << Running;
    if (CallModel::hasEnded(state))
        segments |= 1 << Recent;
    if (CallModel::hasFailed(state))
        segments |= 1 << Failed;
    return segments;
}

bool CallsTable::isLive(int row) const
{
    return !CallModel::hasEnded(m_models.calls.row(row).state);
}

QString CallsTable::filterHint() const
{
    return tr("Filter calls: procedure, client, w07, is:failed");
}

QStringList CallsTable::segments() const
{
    return {tr("All"), tr("Queued"), tr("Running"), tr("Recent"), tr("Failed")};
}

QString CallsTable::columnTitle(int column, int segment) const
{
    if (CallColumn(column) == CallColumn::Time && (segment == Recent || segment == Failed))
        return tr("Ended");
    if (CallColumn(column) == CallColumn::Time && segment == Queued)
        return tr("Received");
    return Table::columnTitle(column, segment);
}

Table::Sorting CallsTable::sorting(int segment) const
{
    switch (segment) {
    case Queued:
        return {int(CallColumn::Waiting), Qt::DescendingOrder};
    case Running:
        return {int(CallColumn::Running), Qt::DescendingOrder};
    default:
        return {int(CallColumn::Time), Qt::DescendingOrder};
    }
}

ViewState::Selection CallsTable::selectionAt(int row) const
{
    return {ViewState::Kind::Call, idAt(row), {}};
}

quint64 CallsTable::idOf(const ViewState::Selection &selection) const
{
    return selection.kind == ViewState::Kind::Call ? selection.id : 0;
}

Cell CallsTable::cell(int row, int column, int segment) const
{
    const Feed::CallRow &call = m_models.calls.row(row);
    switch (CallColumn(column)) {
    case CallColumn::State:
        return stateCell(call);
    case CallColumn::Id:
        return {Numbers::grouped(call.id)};
    case CallColumn::Procedure:
        return {call.procedure};
    case CallColumn::Client:
        return clientCell(call);
    case CallColumn::Worker:
        return {call.worker ? Numbers::workerName(call.worker) : QString()};
    case CallColumn::Priority:
        return {CallModel::priorityText(call.priority),
                call.priority == Priority::Normal ? Tone::Secondary : Tone::Normal};
    case CallColumn::Waiting:
        return {waitingText(call)};
    case CallColumn::Running:
        return {runningText(call)};
    case CallColumn::Time: {
        const qint64 at = call.endedAt     ? call.endedAt
                          : call.startedAt ? call.startedAt
                                           : call.acceptedAt;
        // Of thousands a second, tenths would all be the same.
        return {segment == Recent ? Numbers::timeOfDayInDetail(at) : Numbers::timeOfDay(at)};
    }
    case CallColumn::Outcome:
        return outcomeCell(call);
    }
    return {};
}

Cell CallsTable::stateCell(const Feed::CallRow &call) const
{
    return callStateCell(call.state, isCancelling(call));
}

Cell CallsTable::clientCell(const Feed::CallRow &call) const
{
    Cell cell{call.client, Tone::Normal, call.address};
    cell.isSecondaryOptional = true;
    return cell;
}

Cell CallsTable::outcomeCell(const Feed::CallRow &call) const
{
    if (CallModel::hasEnded(call.state) && call.code != ErrorCode::None)
        return {QString::fromLatin1(nameOf(call.code)), Tone::Normal,
                call.code == ErrorCode::WorkerCrashed ? crashText(call) : call.message};
    if (call.state == Feed::CallState::Succeeded)
        return {tr("result %1").arg(Numbers::bytes(call.resultBytes)), Tone::Secondary};
    if (isCancelling(call) && !CallModel::hasEnded(call.state))
        return {tr("cancel sent, not yet answered"), Tone::Secondary};
    Cell cell{{}, Tone::Normal, call.progressText};
    if (call.progressTotal) {
        cell.share = std::min(1.0, double(call.progressDone) / double(call.progressTotal));
        cell.text = tr("%1 %").arg(int(*cell.share * 100));
    }
    return cell;
}

bool CallsTable::isCancelling(const Feed::CallRow &call) const
{
    return call.cancelling || m_models.pending.contains(ViewState::Kind::Call, call.id);
}

QString CallsTable::poolOf(const Feed::CallRow &call) const
{
    const auto worker = m_models.server.workers().find(call.worker);
    if (worker != m_models.server.workers().end())
        return worker->second.pool;
    const int procedure = m_models.procedures.rowOf(call.procedure);
    return procedure < 0 ? QString() : m_models.procedures.row(procedure).pool;
}

QStringList CallsTable::statesOf(const Feed::CallRow &call) const
{
    QStringList states;
    if (call.idempotent)
        states.append(QStringLiteral("idempotent"));
    if (call.code == ErrorCode::WorkerCrashed)
        states.append(QStringLiteral("crashed"));
    if (isCancelling(call))
        states.append(QStringLiteral("cancelling"));
    switch (call.state) {
    case Feed::CallState::Queued:
        return states << QStringLiteral("queued");
    case Feed::CallState::Running:
        return states << QStringLiteral("running");
    case Feed::CallState::Succeeded:
        return states << QStringLiteral("done");
    case Feed::CallState::Failed:
        return states << QStringLiteral("failed");
    case Feed::CallState::Cancelled:
        return states << QStringLiteral("cancelled");
    case Feed::CallState::TimedOut:
        return states << QStringLiteral("timedout") << QStringLiteral("failed");
    }
    return states;
}

QString CallsTable::waitingText(const Feed::CallRow &call) const
{
    const qint64 time = waited(call, m_models.view.now());
    return call.state == Feed::CallState::Queued ? Numbers::liveMilliseconds(time)
                                                 : Numbers::milliseconds(time);
}

QString CallsTable::runningText(const Feed::CallRow &call) const
{
    if (!call.startedAt)
        return {};
    const qint64 time = ran(call, m_models.view.now());
    return call.endedAt ? Numbers::milliseconds(time) : Numbers::liveMilliseconds(time);
}

} // namespace Amp
