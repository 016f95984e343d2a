// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "monitor/views/proceduretable.h"

#include "monitor/numbers.h"

namespace Amp {

namespace {

using ProcedureColumn = ProcedureModel::Column;

// In the order of the vocabulary.
enum class ProcedureField {
    Name,
    Pool,
    Calls,
    Rate,
    Share,
    Failed,
    FailedShare,
    P50,
    P95,
    P99,
    Max
};

FilterQuery::Vocabulary procedureVocabulary()
{
    using Kind = FilterQuery::Kind;
    return {{{QStringLiteral("procedure"), Kind::Text, true},
             {QStringLiteral("pool"), Kind::Text, true},
             {QStringLiteral("calls"), Kind::Count},
             {QStringLiteral("rate"), Kind::Count},
             {QStringLiteral("time"), Kind::Percent},
             {QStringLiteral("failed"), Kind::Count},
             {QStringLiteral("failures"), Kind::Percent},
             {QStringLiteral("p50"), Kind::Time},
             {QStringLiteral("p95"), Kind::Time},
             {QStringLiteral("p99"), Kind::Time},
             {QStringLiteral("max"), Kind::Time}},
            {}};
}

std::vector<ColumnLook> procedureColumns()
{
    using Layout = ColumnLook::Layout;
    const QString ms = ProcedureTable::tr("ms");
    return {{ProcedureTable::tr("Procedure"), {}, Layout::Left, 176, 152},
            {ProcedureTable::tr("Pool"), {}, Layout::Left, 84, 72},
            {ProcedureTable::tr("Calls"), {}, Layout::Right, 104, 92},
            {ProcedureTable::tr("Rate"), ProcedureTable::tr("/s"), Layout::Decimal, 112, 88},
            {ProcedureTable::tr("Worker time"), QStringLiteral("%"), Layout::ShareBar, 164, 140},
            {ProcedureTable::tr("Failed"), {}, Layout::Right, 84, 72},
            {ProcedureTable::tr("Failed"), QStringLiteral("%"), Layout::Decimal, 92, 92},
            {QStringLiteral("p50"), ms, Layout::Decimal, 104, 90},
            {QStringLiteral("p95"), ms, Layout::Decimal, 104, 0},
            {QStringLiteral("p99"), ms, Layout::Decimal, 112, 94},
            {ProcedureTable::tr("Max"), ms, Layout::Decimal, 112, 0},
            {ProcedureTable::tr("p99, last 15 min"), {}, Layout::Trend, 120, 100}};
}

double percentage(quint64 part, quint64 whole)
{
    return whole ? 100.0 * double(part) / double(whole) : 0;
}

// Tenths tell procedures apart well enough, and keep all figures as long.
QString tenths(double percent)
{
    if (percent > 0 && percent < 0.05)
        return QStringLiteral("<0.1");
    return QString::number(percent, 'f', 1);
}

QString hundredths(double percent, quint64 count)
{
    if (count == 0)
        return QStringLiteral("0");
    return percent < 0.01 ? QStringLiteral("<0.01") : QString::number(percent, 'f', 2);
}

QString perSecond(double rate)
{
    if (rate >= 999.5)
        return Numbers::grouped(quint64(qRound64(rate)));
    return QString::number(rate, 'f', rate < 9.995 ? 2 : rate < 99.95 ? 1 : 0);
}

} // namespace

ProcedureTable::ProcedureTable(const Models &models)
    : m_models(models)
    , m_columns(procedureColumns())
    , m_vocabulary(procedureVocabulary())
    , m_names(1) // 0 is no procedure
{}

quint64 ProcedureTable::idAt(int row) const
{
    return numberOf(m_models.procedures.row(row).name);
}

quint64 ProcedureTable::numberOf(const QString &name) const
{
    const auto known = m_numbers.constFind(name);
    if (known != m_numbers.cend())
        return *known;
    m_names.push_back(name);
    return m_numbers.insert(name, m_names.size() - 1).value();
}

int ProcedureTable::rowOf(quint64 id) const
{
    return m_models.procedures.rowOf(m_names[id]);
}

QVariant ProcedureTable::field(int row, int field) const
{
    const Feed::ProcedureRow &procedure = m_models.procedures.row(row);
    const Feed::Percentiles &times = m_models.procedures.percentiles(row);
    switch (ProcedureField(field)) {
    case ProcedureField::Name:
        return procedure.name;
    case ProcedureField::Pool:
        return procedure.pool;
    case ProcedureField::Calls:
        return procedure.calls;
    case ProcedureField::Rate:
        return procedure.perSecond;
    case ProcedureField::Share:
        return percentage(procedure.runningTime, m_models.procedures.totalRunningTime());
    case ProcedureField::Failed:
        return procedure.failed;
    case ProcedureField::FailedShare:
        return percentage(procedure.failed, procedure.calls);
    case ProcedureField::P50:
        return times.p50;
    case ProcedureField::P95:
        return times.p95;
    case ProcedureField::P99:
        return times.p99;
    case ProcedureField::Max:
        return times.max;
    }
    return {};
}

void ProcedureTable::setSegment(int segment)
{
    m_models.procedures.setTimes(ProcedureModel::Times(segment));
}

Table::Sorting ProcedureTable::sorting(int) const
{
    return {int(ProcedureColumn::WorkerTime), Qt::DescendingOrder};
}

ViewState::Selection ProcedureTable::selectionAt(int row) const
{
    return {ViewState::Kind::Procedure, 0, m_models.procedures.row(row).name};
}

quint64 ProcedureTable::idOf(const ViewState::Selection &selection) const
{
    return selection.kind == ViewState::Kind::Procedure ? numberOf(selection.name) : 0;
}

// The busiest procedure fills the bar: shares of dozens are all small.
quint64 ProcedureTable::longestTime() const
{
    quint64 longest = 0;
    for (int row = 0; row < m_models.procedures.rowCount(); ++row)
        longest = std::max(longest, m_models.procedures.row(row).runningTime);
    return longest;
}

Cell ProcedureTable::cell(int row, int column, int) const
{
    const Feed::ProcedureRow &procedure = m_models.procedures.row(row);
    const Feed::Percentiles &times = m_models.procedures.percentiles(row);
    const auto time = [&procedure](quint64 value) -> Cell {
        return {procedure.calls ? Numbers::milliseconds(qint64(value)) : QStringLiteral("–")};
    };
    switch (ProcedureColumn(column)) {
    case ProcedureColumn::Procedure:
        return {procedure.name};
    case ProcedureColumn::Pool:
        return {procedure.pool, Tone::Secondary};
    case ProcedureColumn::Calls:
        return {Numbers::grouped(procedure.calls)};
    case ProcedureColumn::Rate:
        return {perSecond(procedure.perSecond)};
    case ProcedureColumn::WorkerTime: {
        const double percent =
            percentage(procedure.runningTime, m_models.procedures.totalRunningTime());
        Cell cell{tenths(percent)};
        cell.share = double(procedure.runningTime) / double(std::max<quint64>(longestTime(), 1));
        return cell;
    }
    case ProcedureColumn::Failed:
        return {Numbers::grouped(procedure.failed),
                procedure.failed ? Tone::Normal : Tone::Secondary};
    case ProcedureColumn::FailedShare:
        return {hundredths(percentage(procedure.failed, procedure.calls), procedure.failed)};
    case ProcedureColumn::P50:
        return time(times.p50);
    case ProcedureColumn::P95:
        return time(times.p95);
    case ProcedureColumn::P99:
        return time(times.p99);
    case ProcedureColumn::Max:
        return time(times.max);
    case ProcedureColumn::Trend:
        break;
    }
    Cell cell;
    cell.trend = &procedure.recentP99;
    return cell;
}

} // namespace Amp
