// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "client/models/proceduremodel.h"

#include "client/models/columnmask.h"
#include "client/models/plaintext.h"

namespace Amp {

namespace {

double failedShare(const Feed::ProcedureRow &row)
{
    return row.calls ? double(row.failed) / double(row.calls) : 0;
}

QString duration(const Feed::ProcedureRow &row, quint64 microseconds)
{
    return row.calls ? PlainText::milliseconds(qint64(microseconds)) : QString();
}

} // namespace

void ProcedureModel::apply(const Feed::Update &update)
{
    if (!(update.topics & Feed::bit(Feed::Topic::Procedures)))
        return;
    Rows rows;
    for (const Feed::ProcedureRow &row : update.procedures)
        rows.push_back(&row);
    merge(update.isSnapshot ? missingFrom(rows) : Ids(), rows);
    addUp();
}

// The share of every row follows from the time of all.
void ProcedureModel::addUp()
{
    quint64 sum = 0;
    for (int i = 0; i < rowCount(); ++i)
        sum += row(i).runningTime;
    if (std::exchange(m_totalRunningTime, sum) != sum)
        tellColumns(Column::WorkerTime, Column::WorkerTime);
}

void ProcedureModel::clear()
{
    m_totalRunningTime = 0;
    KeyedModel::clear();
}

int ProcedureModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(Column::Trend) + 1;
}

void ProcedureModel::setTimes(Times times)
{
    if (m_times == times)
        return;
    m_times = times;
    tellColumns(Column::P50, Column::Max);
}

void ProcedureModel::tellColumns(Column first, Column last)
{
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, int(first)), index(rowCount() - 1, int(last)));
}

const Feed::Percentiles &ProcedureModel::percentiles(int row) const
{
    return timesOf(this->row(row));
}

const Feed::Percentiles &ProcedureModel::timesOf(const Feed::ProcedureRow &row) const
{
    switch (m_times) {
    case Times::Waiting:
        return row.waiting;
    case Times::Running:
        return row.running;
    case Times::Total:
        break;
    }
    return row.total;
}

quint32 ProcedureModel::changedColumns(const Feed::ProcedureRow &before,
                                       const Feed::ProcedureRow &after) const
{
    const Feed::Percentiles &was = timesOf(before);
    const Feed::Percentiles &is = timesOf(after);
    ColumnMask<Column> mask;
    mask.add(Column::Pool, before.pool != after.pool)
        .add(Column::Calls, before.calls != after.calls)
        .add(Column::Rate, before.perSecond != after.perSecond)
        .add(Column::WorkerTime, before.runningTime != after.runningTime)
        .add(Column::Failed, before.failed != after.failed)
        .add(Column::FailedShare, before.failed != after.failed || before.calls != after.calls)
        .add(Column::P50, was.p50 != is.p50)
        .add(Column::P95, was.p95 != is.p95)
        .add(Column::P99, was.p99 != is.p99)
        .add(Column::Max, was.max != is.max)
        .add(Column::Trend, before.recentP99 != after.recentP99);
    return mask.bits();
}

QVariant ProcedureModel::display(int row, int column) const
{
    const Feed::ProcedureRow &procedure = this->row(row);
    const Feed::Percentiles &times = timesOf(procedure);
    switch (Column(column)) {
    case Column::Procedure:
        return procedure.name;
    case Column::Pool:
        return procedure.pool;
    case Column::Calls:
        return QString::number(procedure.calls);
    case Column::Rate:
        return PlainText::number(procedure.perSecond);
    case Column::WorkerTime:
        return PlainText::percent(procedure.runningTime, m_totalRunningTime);
    case Column::Failed:
        return QString::number(procedure.failed);
    case Column::FailedShare:
        return PlainText::percent(procedure.failed, procedure.calls);
    case Column::P50:
        return duration(procedure, times.p50);
    case Column::P95:
        return duration(procedure, times.p95);
    case Column::P99:
        return duration(procedure, times.p99);
    case Column::Max:
        return duration(procedure, times.max);
    case Column::Trend:
        return procedure.recentP99.empty() ? QString()
                                           : duration(procedure, procedure.recentP99.back());
    }
    return {};
}

QVariant ProcedureModel::raw(int row, int column) const
{
    const Feed::ProcedureRow &procedure = this->row(row);
    const Feed::Percentiles &times = timesOf(procedure);
    switch (Column(column)) {
    case Column::Procedure:
        return procedure.name;
    case Column::Pool:
        return procedure.pool;
    case Column::Calls:
        return procedure.calls;
    case Column::Rate:
        return procedure.perSecond;
    case Column::WorkerTime:
        return procedure.runningTime;
    case Column::Failed:
        return procedure.failed;
    case Column::FailedShare:
        return failedShare(procedure);
    case Column::P50:
        return times.p50;
    case Column::P95:
        return times.p95;
    case Column::P99:
        return times.p99;
    case Column::Max:
        return times.max;
    case Column::Trend:
        return procedure.recentP99.empty() ? quint64(0) : procedure.recentP99.back();
    }
    return {};
}

QVariant ProcedureModel::id(int row) const
{
    return this->row(row).name;
}

QString ProcedureModel::title(int column) const
{
    switch (Column(column)) {
    case Column::Procedure:
        return tr("Procedure");
    case Column::Pool:
        return tr("Pool");
    case Column::Calls:
        return tr("Calls");
    case Column::Rate:
        return tr("Rate /s");
    case Column::WorkerTime:
        return tr("Worker time %");
    case Column::Failed:
        return tr("Failed");
    case Column::FailedShare:
        return tr("Failed %");
    case Column::P50:
        return tr("p50 ms");
    case Column::P95:
        return tr("p95 ms");
    case Column::P99:
        return tr("p99 ms");
    case Column::Max:
        return tr("Max ms");
    case Column::Trend:
        return tr("p99, last 15 min");
    }
    return {};
}

} // namespace Amp
