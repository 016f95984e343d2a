// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "client/models/callmodel.h"

#include <limits>

#include <QtCore/qset.h>

#include "client/models/columnmask.h"
#include "client/models/plaintext.h"

namespace Amp {

namespace {

using Feed::CallRow;
using Feed::CallState;

// In the order in which they ended, then what has not: rows that leave together stand together.
std::vector<const CallRow *> arranged(const std::vector<CallRow> &calls)
{
    std::vector<const CallRow *> rows;
    rows.reserve(calls.size());
    for (const CallRow &call : calls)
        rows.push_back(&call);
    const auto key = [](const CallRow *row) {
        const bool ended = CallModel::hasEnded(row->state);
        return std::make_pair(ended ? row->endedAt : std::numeric_limits<qint64>::max(), row->id);
    };
    std::stable_sort(rows.begin(), rows.end(), [&](const CallRow *left, const CallRow *right) {
        return key(left) < key(right);
    });
    return rows;
}

void dropIds(std::vector<const CallRow *> &rows, const std::vector<quint64> &ids)
{
    const QSet<quint64> leaving(ids.begin(), ids.end());
    rows.erase(std::remove_if(rows.begin(), rows.end(),
                              [&](const CallRow *row) { return leaving.contains(row->id); }),
               rows.end());
}

qint64 timeOf(const CallRow &call)
{
    if (call.endedAt)
        return call.endedAt;
    return call.startedAt ? call.startedAt : call.acceptedAt;
}

qint64 rawWaiting(const CallRow &call)
{
    if (call.startedAt)
        return call.startedAt - call.acceptedAt;
    return call.endedAt ? call.endedAt - call.acceptedAt
                        : FeedModel::stillGrowing - call.acceptedAt;
}

qint64 rawRunning(const CallRow &call)
{
    if (!call.startedAt)
        return 0;
    return call.endedAt ? call.endedAt - call.startedAt : FeedModel::stillGrowing - call.startedAt;
}

QString outcomeText(const CallRow &call)
{
    if (CallModel::hasEnded(call.state))
        return call.message;
    if (call.progressTotal == 0)
        return call.progressText;
    const QString share = PlainText::percent(call.progressDone, call.progressTotal);
    return call.progressText.isEmpty() ? share + QStringLiteral(" %")
                                       : share + QStringLiteral(" % ") + call.progressText;
}

bool hasOtherOutcome(const CallRow &before, const CallRow &after)
{
    return before.progressDone != after.progressDone ||
           before.progressTotal != after.progressTotal ||
           before.progressText != after.progressText || before.message != after.message ||
           before.code != after.code || before.resultBytes != after.resultBytes ||
           before.attempts != after.attempts || before.cancelling != after.cancelling;
}

} // namespace

void CallModel::apply(const Feed::Update &update)
{
    if (update.summary)
        m_now = update.summary->now;
    if (!(update.topics & Feed::bit(Feed::Topic::Calls)))
        return;
    if (update.isSnapshot && std::exchange(m_epoch, update.epoch) != update.epoch)
        forgetAll(); // ids begin anew and mean other calls
    Rows rows = arranged(update.calls);
    Ids leaving = update.isSnapshot ? unfinishedBut(rows) : update.goneCalls;
    noteEnds(rows, leaving);
    dropIds(rows, leaving);
    merge(leaving, rows);
}

void CallModel::forgetAll()
{
    removeAll();
    m_ended.clear();
}

// A snapshot has all calls that are not finished, but only the latest of those that are.
CallModel::Ids CallModel::unfinishedBut(const Rows &snapshot) const
{
    Ids missing = missingFrom(snapshot);
    missing.erase(std::remove_if(missing.begin(), missing.end(),
                                 [this](quint64 id) { return isKnownEnded(id); }),
                  missing.end());
    return missing;
}

void CallModel::noteEnds(const Rows &rows, Ids &leaving)
{
    for (const CallRow *row : rows) {
        if (hasEnded(row->state) && !isKnownEnded(row->id))
            m_ended.add(row->id, hasFailed(row->state), leaving);
    }
}

bool CallModel::isKnownEnded(quint64 id) const
{
    const int at = rowOf(id);
    return at >= 0 && hasEnded(row(at).state);
}

void CallModel::clear()
{
    m_ended.clear();
    m_epoch = 0;
    KeyedModel::clear();
}

int CallModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(Column::Outcome) + 1;
}

QString CallModel::stateText(CallState state)
{
    switch (state) {
    case CallState::Queued:
        return tr("Queued");
    case CallState::Running:
        return tr("Running");
    case CallState::Succeeded:
        return tr("Succeeded");
    case CallState::Failed:
        return tr("Failed");
    case CallState::Cancelled:
        return tr("Cancelled");
    case CallState::TimedOut:
        return tr("Timed out");
    }
    return {};
}

QString CallModel::priorityText(Priority priority)
{
    switch (priority) {
    case Priority::Low:
        return tr("Low");
    case Priority::Normal:
        return tr("Normal");
    case Priority::High:
        return tr("High");
    }
    return {};
}

quint32 CallModel::changedColumns(const CallRow &before, const CallRow &after) const
{
    ColumnMask<Column> mask;
    mask.add(Column::State, before.state != after.state || before.cancelling != after.cancelling)
        .add(Column::Procedure, before.procedure != after.procedure)
        .add(Column::Client, before.client != after.client || before.address != after.address)
        .add(Column::Worker, before.worker != after.worker || before.pid != after.pid)
        .add(Column::Priority, before.priority != after.priority)
        .add(Column::Waiting, rawWaiting(before) != rawWaiting(after))
        .add(Column::Running, rawRunning(before) != rawRunning(after))
        .add(Column::Time, timeOf(before) != timeOf(after))
        .add(Column::Outcome, hasOtherOutcome(before, after));
    return mask.bits();
}

QString CallModel::waitingText(const CallRow &call) const
{
    const qint64 duration = rawWaiting(call);
    return PlainText::milliseconds(duration < stillGrowing / 2 ? duration
                                                               : m_now - call.acceptedAt);
}

QString CallModel::runningText(const CallRow &call) const
{
    if (!call.startedAt)
        return {};
    return PlainText::milliseconds((call.endedAt ? call.endedAt : m_now) - call.startedAt);
}

QVariant CallModel::display(int row, int column) const
{
    const CallRow &call = this->row(row);
    switch (Column(column)) {
    case Column::State:
        return call.cancelling && !hasEnded(call.state) ? tr("Cancelling") : stateText(call.state);
    case Column::Id:
        return QString::number(call.id);
    case Column::Procedure:
        return call.procedure;
    case Column::Client:
        return call.client;
    case Column::Worker:
        return PlainText::worker(call.worker);
    case Column::Priority:
        return priorityText(call.priority);
    case Column::Waiting:
        return waitingText(call);
    case Column::Running:
        return runningText(call);
    case Column::Time:
        return PlainText::timeOfDay(timeOf(call));
    case Column::Outcome:
        return outcomeText(call);
    }
    return {};
}

QVariant CallModel::raw(int row, int column) const
{
    const CallRow &call = this->row(row);
    switch (Column(column)) {
    case Column::State:
        return qint64(call.state);
    case Column::Id:
        return call.id;
    case Column::Procedure:
        return call.procedure;
    case Column::Client:
        return call.client;
    case Column::Worker:
        return quint64(call.worker);
    case Column::Priority:
        return qint64(call.priority);
    case Column::Waiting:
        return rawWaiting(call);
    case Column::Running:
        return rawRunning(call);
    case Column::Time:
        return timeOf(call);
    case Column::Outcome:
        return outcomeText(call);
    }
    return {};
}

QVariant CallModel::id(int row) const
{
    return this->row(row).id;
}

QString CallModel::title(int column) const
{
    switch (Column(column)) {
    case Column::State:
        return tr("State");
    case Column::Id:
        return tr("ID");
    case Column::Procedure:
        return tr("Procedure");
    case Column::Client:
        return tr("Client");
    case Column::Worker:
        return tr("Worker");
    case Column::Priority:
        return tr("Priority");
    case Column::Waiting:
        return tr("Waiting ms");
    case Column::Running:
        return tr("Running ms");
    case Column::Time:
        return tr("Started or ended");
    case Column::Outcome:
        return tr("Outcome");
    }
    return {};
}

} // namespace Amp
