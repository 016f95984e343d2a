// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <Amp/detail/KeyedModel>

namespace Amp {

// The procedures that a server has run, with how often, how fast, and how well.
class AMP_CLIENT_EXPORT ProcedureModel : public KeyedModel<QString, Feed::ProcedureRow>
{
    Q_OBJECT

public:
    enum class Column {
        Procedure,
        Pool,
        Calls,      // that ended
        Rate,       // a second, over the last 10 s
        WorkerTime, // percent of the run time of all procedures; raw: of this one, in microseconds
        Failed,
        FailedShare, // percent
        P50,         // milliseconds, these four; which times: setTimes()
        P95,
        P99,
        Max,
        Trend // of the p99, last 15 minutes
    };
    Q_ENUM(Column)

    // Whose percentiles are shown. Default: Total, from acceptance to end.
    enum class Times { Waiting, Running, Total };
    Q_ENUM(Times)

    using KeyedModel::KeyedModel;

    void apply(const Feed::Update &update) override;
    void clear() override;
    int columnCount(const QModelIndex &parent = {}) const override;

    Times times() const { return m_times; }
    void setTimes(Times times);
    const Feed::Percentiles &percentiles(int row) const;
    // Of all procedures together, in microseconds.
    quint64 totalRunningTime() const { return m_totalRunningTime; }

private:
    QString idOf(const Feed::ProcedureRow &row) const override { return row.name; }
    quint32 changedColumns(const Feed::ProcedureRow &before,
                           const Feed::ProcedureRow &after) const override;
    QVariant display(int row, int column) const override;
    QVariant raw(int row, int column) const override;
    QVariant id(int row) const override;
    QString title(int column) const override;

    const Feed::Percentiles &timesOf(const Feed::ProcedureRow &row) const;
    void addUp();
    void tellColumns(Column first, Column last);

    Times m_times = Times::Total;
    quint64 m_totalRunningTime = 0;
};

} // namespace Amp
