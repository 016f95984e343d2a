// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "monitor/views/workertable.h"

#include "monitor/numbers.h"
#include "monitor/views/pendingactions.h"

namespace Amp {

namespace {

using WorkerColumn = WorkerModel::Column;

constexpr quint32 manyRestarts = 5;

// In the order of the vocabulary.
enum class WorkerField {
    Worker,
    Pool,
    Procedure,
    Why,
    Pid,
    Call,
    Is,
    For,
    Done,
    Memory,
    Cpu,
    Restarts
};

FilterQuery::Vocabulary workerVocabulary()
{
    using Kind = FilterQuery::Kind;
    return {{{QStringLiteral("worker"), Kind::Text, true},
             {QStringLiteral("pool"), Kind::Text, true},
             {QStringLiteral("procedure"), Kind::Text, true},
             {QStringLiteral("why"), Kind::Text, true},
             {QStringLiteral("pid"), Kind::Count, true},
             {QStringLiteral("call"), Kind::Count},
             {QStringLiteral("is"), Kind::State},
             {QStringLiteral("for"), Kind::Time, false, true},
             {QStringLiteral("done"), Kind::Count},
             {QStringLiteral("memory"), Kind::Bytes},
             {QStringLiteral("cpu"), Kind::Percent},
             {QStringLiteral("restarts"), Kind::Count}},
            {QStringLiteral("starting"), QStringLiteral("idle"), QStringLiteral("running"),
             QStringLiteral("ending"), QStringLiteral("backoff"), QStringLiteral("slow"),
             QStringLiteral("introuble")}};
}

std::vector<ColumnLook> workerColumns()
{
    using Layout = ColumnLook::Layout;
    return {{WorkerTable::tr("Worker"), {}, Layout::Left, 88, 76},
            {WorkerTable::tr("Pool"), {}, Layout::Left, 84, 72},
            {WorkerTable::tr("State"), {}, Layout::Left, 128, 116},
            {WorkerTable::tr("PID"), {}, Layout::Right, 84, 0},
            {WorkerTable::tr("Current call"), {}, Layout::Left, 176, 150},
            {WorkerTable::tr("For"), WorkerTable::tr("ms"), Layout::Decimal, 112, 96},
            {WorkerTable::tr("Calls done"), {}, Layout::Right, 108, 100},
            {WorkerTable::tr("Memory"), WorkerTable::tr("MiB"), Layout::Right, 108, 100},
            {WorkerTable::tr("CPU"), QStringLiteral("%"), Layout::Right, 76, 68},
            {WorkerTable::tr("Restarts"), {}, Layout::Right, 96, 92},
            {WorkerTable::tr("Last restart"), {}, Layout::Right, 116, 0},
            {WorkerTable::tr("Why"), {}, Layout::Left, 200, 140}};
}

QString wordOf(Feed::WorkerState state)
{
    switch (state) {
    case Feed::WorkerState::Starting:
        return QStringLiteral("starting");
    case Feed::WorkerState::Idle:
        return QStringLiteral("idle");
    case Feed::WorkerState::Running:
        return QStringLiteral("running");
    case Feed::WorkerState::Ending:
        return QStringLiteral("ending");
    case Feed::WorkerState::Backoff:
        return QStringLiteral("backoff");
    }
    return {};
}

} // namespace

Cell workerStateCell(const Feed::WorkerRow &worker)
{
    const QString word = WorkerModel::stateText(worker.state);
    switch (worker.state) {
    case Feed::WorkerState::Starting:
        return {word, Tone::Normal, {}, Icon::Restarting, Tone::Secondary};
    case Feed::WorkerState::Idle:
        return {word, Tone::Secondary, {}, Icon::Idle, Tone::Secondary};
    case Feed::WorkerState::Running:
        if (worker.slow)
            return {WorkerTable::tr("Slow"), Tone::Slow, {}, Icon::Slow, Tone::Slow};
        return {word, Tone::Normal, {}, Icon::Running, Tone::Running};
    case Feed::WorkerState::Ending:
        return {word, Tone::Normal, {}, Icon::Pending, Tone::Secondary};
    case Feed::WorkerState::Backoff:
        return {word, Tone::Failed, {}, Icon::Restarting, Tone::Failed};
    }
    Q_UNREACHABLE();
}

WorkerTable::WorkerTable(const Models &models)
    : m_models(models)
    , m_columns(workerColumns())
    , m_vocabulary(workerVocabulary())
{}

bool WorkerTable::isInTrouble(const Feed::WorkerRow &worker)
{
    return worker.slow || worker.state == Feed::WorkerState::Backoff;
}

QVariant WorkerTable::field(int row, int field) const
{
    const Feed::WorkerRow &worker = m_models.workers.row(row);
    switch (WorkerField(field)) {
    case WorkerField::Worker:
        return Numbers::workerName(worker.id);
    case WorkerField::Pool:
        return worker.pool;
    case WorkerField::Procedure:
        return worker.procedure;
    case WorkerField::Why:
        return worker.lastRestartWhy;
    case WorkerField::Pid:
        return worker.pid ? QVariant(worker.pid) : QVariant();
    case WorkerField::Call:
        return worker.call ? QVariant(worker.call) : QVariant();
    case WorkerField::Is: {
        QStringList states{wordOf(worker.state)};
        if (worker.slow)
            states.append(QStringLiteral("slow"));
        if (isInTrouble(worker))
            states.append(QStringLiteral("introuble"));
        return states;
    }
    case WorkerField::For:
        return worker.call ? QVariant(m_models.view.now() - worker.since) : QVariant();
    case WorkerField::Done:
        return worker.callsDone;
    case WorkerField::Memory:
        return worker.memoryBytes;
    case WorkerField::Cpu:
        return worker.cpuPermille / 10.0;
    case WorkerField::Restarts:
        return worker.restarts;
    }
    return {};
}

quint32 WorkerTable::segmentsOf(int row) const
{
    const Feed::WorkerRow &worker = m_models.workers.row(row);
    quint32 segments = 1 << All;
    if (worker.state == Feed::WorkerState::Running)
        segments |= 1 << Busy;
    if (worker.state == Feed::WorkerState::Idle)
        segments |= 1 << Idle;
    if (isInTrouble(worker))
        segments |= 1 << InTrouble;
    return segments;
}

QStringList WorkerTable::segments() const
{
    return {tr("All"), tr("Busy"), tr("Idle"), tr("In trouble")};
}

Table::Sorting WorkerTable::sorting(int) const
{
    return {int(WorkerColumn::Worker), Qt::AscendingOrder};
}

ViewState::Selection WorkerTable::selectionAt(int row) const
{
    return {ViewState::Kind::Worker, idAt(row), {}};
}

quint64 WorkerTable::idOf(const ViewState::Selection &selection) const
{
    return selection.kind == ViewState::Kind::Worker ? selection.id : 0;
}

Cell WorkerTable::cell(int row, int column, int) const
{
    const Feed::WorkerRow &worker = m_models.workers.row(row);
    const bool hasProcess = worker.pid != 0;
    switch (WorkerColumn(column)) {
    case WorkerColumn::Worker:
        return {Numbers::workerName(worker.id),
                Tone::Normal,
                {},
                {},
                Tone::Normal,
                isInTrouble(worker)};
    case WorkerColumn::Pool:
        return {worker.pool, Tone::Secondary};
    case WorkerColumn::State:
        return stateCell(worker);
    case WorkerColumn::Pid:
        return {hasProcess ? QString::number(worker.pid) : QString(), Tone::Secondary};
    case WorkerColumn::CurrentCall:
        return {worker.procedure};
    case WorkerColumn::For:
        return {worker.call ? Numbers::liveMilliseconds(m_models.view.now() - worker.since)
                            : QString()};
    case WorkerColumn::CallsDone:
        return {Numbers::grouped(worker.callsDone)};
    case WorkerColumn::Memory:
        return {hasProcess ? Numbers::grouped(worker.memoryBytes >> 20) : QString()};
    case WorkerColumn::Cpu:
        return {hasProcess ? QString::number((worker.cpuPermille + 5) / 10) : QString()};
    case WorkerColumn::Restarts:
        return {Numbers::grouped(worker.restarts), worker.restarts >= manyRestarts ? Tone::Failed
                                                   : worker.restarts               ? Tone::Normal
                                                                     : Tone::Secondary};
    case WorkerColumn::LastRestart:
        return {worker.lastRestartAt ? Numbers::timeOfDay(worker.lastRestartAt) : QString()};
    case WorkerColumn::Why:
        return {worker.lastRestartWhy, Tone::Secondary};
    }
    return {};
}

Cell WorkerTable::stateCell(const Feed::WorkerRow &worker) const
{
    if (m_models.pending.contains(ViewState::Kind::Worker, worker.id))
        return {tr("Ending"), Tone::Normal, {}, Icon::Pending, Tone::Secondary};
    return workerStateCell(worker);
}

} // namespace Amp
