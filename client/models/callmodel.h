// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <Amp/detail/EndedCalls>
#include <Amp/detail/KeyedModel>

namespace Amp {

// The calls of a server: all that are known to be queued or running, the latest 65,536 that ended,
// and the latest 4,096 that failed, which successes do not push out. A call keeps its row from
// queue to end.
class AMP_CLIENT_EXPORT CallModel : public KeyedModel<quint64, Feed::CallRow>
{
    Q_OBJECT

public:
    enum class Column {
        State,
        Id,
        Procedure,
        Client,
        Worker,
        Priority,
        Waiting, // milliseconds
        Running, // milliseconds
        Time,    // local time of its end; while it runs, of its start; before, of its acceptance
        Outcome  // the failure's sentence, or how far it has come
    };
    Q_ENUM(Column)

    using KeyedModel::KeyedModel;

    void apply(const Feed::Update &update) override;
    void clear() override;
    int columnCount(const QModelIndex &parent = {}) const override;

    static bool hasEnded(Feed::CallState state) { return state > Feed::CallState::Running; }
    // Failed or timed out. A cancelled call did what was asked of it.
    static bool hasFailed(Feed::CallState state)
    {
        return state == Feed::CallState::Failed || state == Feed::CallState::TimedOut;
    }
    static QString stateText(Feed::CallState state);
    static QString priorityText(Priority priority);

private:
    quint64 idOf(const Feed::CallRow &row) const override { return row.id; }
    quint32 changedColumns(const Feed::CallRow &before, const Feed::CallRow &after) const override;
    QVariant display(int row, int column) const override;
    QVariant raw(int row, int column) const override;
    QVariant id(int row) const override;
    QString title(int column) const override;

    void forgetAll();
    Ids unfinishedBut(const Rows &snapshot) const;
    void noteEnds(const Rows &rows, Ids &leaving);
    bool isKnownEnded(quint64 id) const;
    QString waitingText(const Feed::CallRow &call) const;
    QString runningText(const Feed::CallRow &call) const;

    EndedCalls m_ended;
    quint64 m_epoch = 0;
    qint64 m_now = 0; // of the server, when the last update was made
};

} // namespace Amp
