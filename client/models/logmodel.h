// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <deque>

#include <Amp/FeedModel>

namespace Amp {

// The latest 20,000 lines of a server's log and of its workers' output, oldest first. Lines from
// before a restart of the server stay.
class AMP_CLIENT_EXPORT LogModel : public FeedModel
{
    Q_OBJECT

public:
    enum class Column {
        Time, // local time
        Level,
        Source, // "server", "w07"
        Call,   // serial
        Message
    };
    Q_ENUM(Column)

    static constexpr int maxLines = 20'000;

    using FeedModel::FeedModel;

    void apply(const Feed::Update &update) override;
    void clear() override;
    // Lines of the program's own, such as what became of a command.
    void append(const std::vector<Feed::LogLine> &lines);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;

    // Valid until the next apply(), append() or clear().
    const Feed::LogLine &row(int row) const { return m_lines[size_t(row)]; }

    static QString levelText(Feed::LogLine::Level level);

private:
    QVariant display(int row, int column) const override;
    QVariant raw(int row, int column) const override;
    QVariant id(int row) const override;
    QString title(int column) const override;

    void makeRoom(qsizetype lines);

    std::deque<Feed::LogLine> m_lines;
    quint64 m_firstId = 0;      // the id of row 0; those after it follow by one
    quint64 m_lastSequence = 0; // that came from the server
    quint64 m_epoch = 0;
};

} // namespace Amp
