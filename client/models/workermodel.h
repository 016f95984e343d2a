// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <Amp/detail/KeyedModel>

namespace Amp {

// The workers of a server, one row for each place of its pools.
class AMP_CLIENT_EXPORT WorkerModel : public KeyedModel<quint32, Feed::WorkerRow>
{
    Q_OBJECT

public:
    enum class Column {
        Worker,
        Pool,
        State,
        Pid,
        CurrentCall, // its procedure
        For,         // how long that call runs, in ms
        CallsDone,
        Memory, // MiB
        Cpu,    // percent of one processor
        Restarts,
        LastRestart, // local time
        Why
    };
    Q_ENUM(Column)

    using KeyedModel::KeyedModel;

    void apply(const Feed::Update &update) override;
    int columnCount(const QModelIndex &parent = {}) const override;

    static QString stateText(Feed::WorkerState state);

private:
    quint32 idOf(const Feed::WorkerRow &row) const override { return row.id; }
    quint32 changedColumns(const Feed::WorkerRow &before,
                           const Feed::WorkerRow &after) const override;
    QVariant display(int row, int column) const override;
    QVariant raw(int row, int column) const override;
    QVariant id(int row) const override;
    QString title(int column) const override;

    qint64 m_now = 0; // of the server, when the last update was made
};

} // namespace Amp
