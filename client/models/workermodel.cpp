// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "client/models/workermodel.h"

#include "client/models/columnmask.h"
#include "client/models/plaintext.h"

namespace Amp {

void WorkerModel::apply(const Feed::Update &update)
{
    if (update.summary)
        m_now = update.summary->now;
    if (!(update.topics & Feed::bit(Feed::Topic::Workers)))
        return;
    Ids leaving;
    Rows rows;
    for (const Feed::WorkerRow &row : update.workers) {
        if (row.removed)
            leaving.push_back(row.id);
        else
            rows.push_back(&row);
    }
    merge(update.isSnapshot ? missingFrom(rows) : leaving, rows);
}

int WorkerModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(Column::Why) + 1;
}

QString WorkerModel::stateText(Feed::WorkerState state)
{
    switch (state) {
    case Feed::WorkerState::Starting:
        return tr("Starting");
    case Feed::WorkerState::Idle:
        return tr("Idle");
    case Feed::WorkerState::Running:
        return tr("Running");
    case Feed::WorkerState::Ending:
        return tr("Ending");
    case Feed::WorkerState::Backoff:
        return tr("In back-off");
    }
    return {};
}

quint32 WorkerModel::changedColumns(const Feed::WorkerRow &before,
                                    const Feed::WorkerRow &after) const
{
    const bool otherCall = before.call != after.call;
    ColumnMask<Column> mask;
    mask.add(Column::Pool, before.pool != after.pool)
        .add(Column::State, before.state != after.state || before.slow != after.slow ||
                                before.startsAt != after.startsAt)
        .add(Column::Pid, before.pid != after.pid)
        .add(Column::CurrentCall, otherCall || before.procedure != after.procedure)
        .add(Column::For, otherCall || before.since != after.since)
        .add(Column::CallsDone, before.callsDone != after.callsDone)
        .add(Column::Memory, before.memoryBytes != after.memoryBytes)
        .add(Column::Cpu, before.cpuPermille != after.cpuPermille)
        .add(Column::Restarts, before.restarts != after.restarts)
        .add(Column::LastRestart, before.lastRestartAt != after.lastRestartAt)
        .add(Column::Why, before.lastRestartWhy != after.lastRestartWhy);
    return mask.bits();
}

QVariant WorkerModel::display(int row, int column) const
{
    const Feed::WorkerRow &worker = this->row(row);
    switch (Column(column)) {
    case Column::Worker:
        return PlainText::worker(worker.id);
    case Column::Pool:
        return worker.pool;
    case Column::State:
        return stateText(worker.state);
    case Column::Pid:
        return worker.pid ? QString::number(worker.pid) : QString();
    case Column::CurrentCall:
        return worker.procedure;
    case Column::For:
        return worker.call ? PlainText::milliseconds(m_now - worker.since) : QString();
    case Column::CallsDone:
        return QString::number(worker.callsDone);
    case Column::Memory:
        return QString::number(worker.memoryBytes >> 20);
    case Column::Cpu:
        return QString::number((worker.cpuPermille + 5) / 10);
    case Column::Restarts:
        return QString::number(worker.restarts);
    case Column::LastRestart:
        return PlainText::timeOfDay(worker.lastRestartAt);
    case Column::Why:
        return worker.lastRestartWhy;
    }
    return {};
}

QVariant WorkerModel::raw(int row, int column) const
{
    const Feed::WorkerRow &worker = this->row(row);
    switch (Column(column)) {
    case Column::Worker:
        return quint64(worker.id);
    case Column::Pool:
        return worker.pool;
    case Column::State:
        return qint64(worker.state);
    case Column::Pid:
        return quint64(worker.pid);
    case Column::CurrentCall:
        return worker.procedure;
    case Column::For:
        return worker.call ? stillGrowing - worker.since : qint64(0);
    case Column::CallsDone:
        return worker.callsDone;
    case Column::Memory:
        return worker.memoryBytes;
    case Column::Cpu:
        return quint64(worker.cpuPermille);
    case Column::Restarts:
        return quint64(worker.restarts);
    case Column::LastRestart:
        return worker.lastRestartAt;
    case Column::Why:
        return worker.lastRestartWhy;
    }
    return {};
}

QVariant WorkerModel::id(int row) const
{
    return quint64(this->row(row).id);
}

QString WorkerModel::title(int column) const
{
    switch (Column(column)) {
    case Column::Worker:
        return tr("Worker");
    case Column::Pool:
        return tr("Pool");
    case Column::State:
        return tr("State");
    case Column::Pid:
        return tr("PID");
    case Column::CurrentCall:
        return tr("Current call");
    case Column::For:
        return tr("For ms");
    case Column::CallsDone:
        return tr("Calls done");
    case Column::Memory:
        return tr("Memory MiB");
    case Column::Cpu:
        return tr("CPU %");
    case Column::Restarts:
        return tr("Restarts");
    case Column::LastRestart:
        return tr("Last restart");
    case Column::Why:
        return tr("Why");
    }
    return {};
}

} // namespace Amp
