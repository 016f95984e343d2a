// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "monitor/views/logtable.h"

#include "monitor/numbers.h"

namespace Amp {

namespace {

using LogColumn = LogModel::Column;
using Level = Feed::LogLine::Level;

// In the order of the vocabulary.
enum class LogField { Message, Source, Worker, Call, Is };

FilterQuery::Vocabulary logVocabulary()
{
    using Kind = FilterQuery::Kind;
    return {{{QStringLiteral("message"), Kind::Text, true},
             {QStringLiteral("source"), Kind::Text, true},
             {QStringLiteral("worker"), Kind::Text},
             {QStringLiteral("call"), Kind::Count, true},
             {QStringLiteral("is"), Kind::State}},
            {QStringLiteral("debug"), QStringLiteral("info"), QStringLiteral("warning"),
             QStringLiteral("error"), QStringLiteral("output")}};
}

std::vector<ColumnLook> logColumns()
{
    using Layout = ColumnLook::Layout;
    return {{LogTable::tr("Time"), {}, Layout::Left, 116, 108},
            {LogTable::tr("Level"), {}, Layout::Left, 84, 84},
            {LogTable::tr("Source"), {}, Layout::Left, 96, 80},
            {LogTable::tr("Call"), {}, Layout::Right, 108, 100},
            {LogTable::tr("Message"), {}, Layout::Left, 400, 300, true}};
}

QString sourceOf(const Feed::LogLine &line)
{
    return line.worker ? Numbers::workerName(line.worker) : LogTable::tr("server");
}

} // namespace

LogTable::LogTable(const Models &models)
    : m_models(models)
    , m_columns(logColumns())
    , m_vocabulary(logVocabulary())
{}

// The lines of a log follow each other without gaps: the first one's id tells the others'.
quint64 LogTable::idAt(int row) const
{
    return m_models.log.index(row, 0).data(FeedModel::IdRole).toULongLong() + 1;
}

int LogTable::rowOf(quint64 id) const
{
    const int count = m_models.log.rowCount();
    if (count == 0 || id < idAt(0))
        return -1;
    const quint64 row = id - idAt(0);
    return row < quint64(count) ? int(row) : -1;
}

QVariant LogTable::field(int row, int field) const
{
    const Feed::LogLine &line = m_models.log.row(row);
    switch (LogField(field)) {
    case LogField::Message:
        return line.text;
    case LogField::Source:
    case LogField::Worker:
        return sourceOf(line);
    case LogField::Call:
        return line.call ? QVariant(line.call) : QVariant();
    case LogField::Is:
        return m_vocabulary.states.mid(int(line.level), 1);
    }
    return {};
}

quint32 LogTable::segmentsOf(int row) const
{
    switch (m_models.log.row(row).level) {
    case Level::Warning:
        return 1 << All | 1 << Warnings;
    case Level::Error:
        return 1 << All | 1 << Warnings | 1 << Errors;
    case Level::Output:
        return 1 << All | 1 << Output;
    default:
        return 1 << All;
    }
}

QStringList LogTable::segments() const
{
    return {tr("All"), tr("Warnings"), tr("Errors"), tr("Output")};
}

Table::Sorting LogTable::sorting(int) const
{
    return {int(LogColumn::Time), Qt::AscendingOrder};
}

// A line leads to its call, or else to its worker.
ViewState::Selection LogTable::selectionAt(int row) const
{
    const Feed::LogLine &line = m_models.log.row(row);
    if (line.call)
        return {ViewState::Kind::Call, line.call, {}};
    if (line.worker)
        return {ViewState::Kind::Worker, line.worker, {}};
    return {};
}

Cell LogTable::cell(int row, int column, int) const
{
    const Feed::LogLine &line = m_models.log.row(row);
    switch (LogColumn(column)) {
    case LogColumn::Time:
        return {Numbers::timeOfDayInDetail(line.at)};
    case LogColumn::Level: {
        const QString word = LogModel::levelText(line.level);
        if (line.level == Level::Error)
            return {word, Tone::Failed};
        return {word, line.level == Level::Warning ? Tone::Slow : Tone::Secondary};
    }
    case LogColumn::Source:
        return {sourceOf(line)};
    case LogColumn::Call:
        return {line.call ? Numbers::grouped(line.call) : QString(), Tone::Secondary};
    case LogColumn::Message:
        return {line.text, line.level == Level::Error ? Tone::Failed : Tone::Normal};
    }
    return {};
}

} // namespace Amp
