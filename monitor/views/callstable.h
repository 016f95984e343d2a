// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include "monitor/views/table.h"

namespace Amp {

// The table of calls: queued, running, recent and failed.
class CallsTable : public Table
{
    Q_DECLARE_TR_FUNCTIONS(CallsTable)

public:
    enum Segment { All, Queued, Running, Recent, Failed };

    explicit CallsTable(const Models &models);

    FeedModel &model() const override { return m_models.calls; }
    quint64 idAt(int row) const override { return m_models.calls.row(row).id; }
    int rowOf(quint64 id) const override { return m_models.calls.rowOf(id); }
    const FilterQuery::Vocabulary &vocabulary() const override { return m_vocabulary; }
    QVariant field(int row, int field) const override;
    quint32 segmentsOf(int row) const override;
    bool isLive(int row) const override;

    QString name() const override { return tr("Calls"); }
    QString filterHint() const override;
    const std::vector<ColumnLook> &columns() const override { return m_columns; }
    QString columnTitle(int column, int segment) const override;
    Cell cell(int row, int column, int segment) const override;
    QStringList segments() const override;
    Sorting sorting(int segment) const override;
    int timeColumn() const override { return int(CallModel::Column::Time); }
    ViewState::Selection selectionAt(int row) const override;
    quint64 idOf(const ViewState::Selection &selection) const override;
    QString emptyTitle() const override { return tr("No calls yet"); }

private:
    Cell stateCell(const Feed::CallRow &call) const;
    Cell clientCell(const Feed::CallRow &call) const;
    Cell outcomeCell(const Feed::CallRow &call) const;
    bool isCancelling(const Feed::CallRow &call) const;
    QString poolOf(const Feed::CallRow &call) const;
    QStringList statesOf(const Feed::CallRow &call) const;
    QString waitingText(const Feed::CallRow &call) const;
    QString runningText(const Feed::CallRow &call) const;

    const Models m_models;
    const std::vector<ColumnLook> m_columns;
    const FilterQuery::Vocabulary m_vocabulary;
};

// How the state of a call is shown wherever it is: its icon, its word and their colour.
Cell callStateCell(Feed::CallState state, bool isCancelling);

} // namespace Amp
