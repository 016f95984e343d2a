// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "client/models/logmodel.h"

#include <algorithm>

#include "client/models/plaintext.h"

namespace Amp {

void LogModel::apply(const Feed::Update &update)
{
    if (!(update.topics & Feed::bit(Feed::Topic::Log)))
        return;
    if (update.isSnapshot && std::exchange(m_epoch, update.epoch) != update.epoch)
        m_lastSequence = 0;
    // A snapshot repeats lines that are there already.
    std::vector<Feed::LogLine> lines;
    for (const Feed::LogLine &line : update.log) {
        if (line.sequence <= m_lastSequence)
            continue;
        m_lastSequence = line.sequence;
        lines.push_back(line);
    }
    append(lines);
}

void LogModel::append(const std::vector<Feed::LogLine> &lines)
{
    if (lines.empty())
        return;
    const auto count = std::min(qsizetype(lines.size()), qsizetype(maxLines));
    makeRoom(count);
    const int first = rowCount();
    beginInsertRows({}, first, first + int(count) - 1);
    m_lines.insert(m_lines.end(), lines.end() - count, lines.end());
    endInsertRows();
}

void LogModel::makeRoom(qsizetype lines)
{
    const qsizetype surplus = rowCount() + lines - maxLines;
    if (surplus <= 0)
        return;
    beginRemoveRows({}, 0, int(surplus) - 1);
    m_lines.erase(m_lines.begin(), m_lines.begin() + surplus);
    m_firstId += quint64(surplus);
    endRemoveRows();
}

void LogModel::clear()
{
    beginResetModel();
    m_lines.clear();
    m_lastSequence = 0;
    m_epoch = 0;
    endResetModel();
}

int LogModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_lines.size());
}

int LogModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(Column::Message) + 1;
}

QString LogModel::levelText(Feed::LogLine::Level level)
{
    switch (level) {
    case Feed::LogLine::Level::Debug:
        return tr("Debug");
    case Feed::LogLine::Level::Info:
        return tr("Info");
    case Feed::LogLine::Level::Warning:
        return tr("Warning");
    case Feed::LogLine::Level::Error:
        return tr("Error");
    case Feed::LogLine::Level::Output:
        return tr("Output");
    }
    return {};
}

QVariant LogModel::display(int row, int column) const
{
    const Feed::LogLine &line = this->row(row);
    switch (Column(column)) {
    case Column::Time:
        return PlainText::timeOfDay(line.at);
    case Column::Level:
        return levelText(line.level);
    case Column::Source:
        return line.worker ? PlainText::worker(line.worker) : tr("server");
    case Column::Call:
        return line.call ? QString::number(line.call) : QString();
    case Column::Message:
        return line.text;
    }
    return {};
}

QVariant LogModel::raw(int row, int column) const
{
    const Feed::LogLine &line = this->row(row);
    switch (Column(column)) {
    case Column::Time:
        return line.at;
    case Column::Level:
        return qint64(line.level);
    case Column::Source:
        return quint64(line.worker);
    case Column::Call:
        return line.call;
    case Column::Message:
        return line.text;
    }
    return {};
}

QVariant LogModel::id(int row) const
{
    return m_firstId + quint64(row);
}

QString LogModel::title(int column) const
{
    switch (Column(column)) {
    case Column::Time:
        return tr("Time");
    case Column::Level:
        return tr("Level");
    case Column::Source:
        return tr("Source");
    case Column::Call:
        return tr("Call");
    case Column::Message:
        return tr("Message");
    }
    return {};
}

} // namespace Amp
