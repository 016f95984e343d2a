// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include "monitor/views/table.h"

namespace Amp {

// The table of workers, one row for each place of the pools.
class WorkerTable : public Table
{
    Q_DECLARE_TR_FUNCTIONS(WorkerTable)

public:
    enum Segment { All, Busy, Idle, InTrouble };

    explicit WorkerTable(const Models &models);

    FeedModel &model() const override { return m_models.workers; }
    quint64 idAt(int row) const override { return m_models.workers.row(row).id; }
    int rowOf(quint64 id) const override { return m_models.workers.rowOf(quint32(id)); }
    const FilterQuery::Vocabulary &vocabulary() const override { return m_vocabulary; }
    QVariant field(int row, int field) const override;
    quint32 segmentsOf(int row) const override;
    bool isLive(int row) const override { return m_models.workers.row(row).call != 0; }

    QString name() const override { return tr("Workers"); }
    QString filterHint() const override { return tr("Filter workers: w07, pool, restarts>0"); }
    const std::vector<ColumnLook> &columns() const override { return m_columns; }
    Cell cell(int row, int column, int segment) const override;
    QStringList segments() const override;
    Sorting sorting(int segment) const override;
    ViewState::Selection selectionAt(int row) const override;
    quint64 idOf(const ViewState::Selection &selection) const override;
    QString emptyTitle() const override { return tr("No workers"); }

    static bool isInTrouble(const Feed::WorkerRow &worker);

private:
    Cell stateCell(const Feed::WorkerRow &worker) const;

    const Models m_models;
    const std::vector<ColumnLook> m_columns;
    const FilterQuery::Vocabulary m_vocabulary;
};

// How the state of a worker is shown wherever it is: its icon, its word and their colour.
Cell workerStateCell(const Feed::WorkerRow &worker);

} // namespace Amp
