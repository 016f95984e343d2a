// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QHash>

#include "monitor/views/table.h"

namespace Amp {

// The table of procedures. Its segments select whose times the percentiles are.
class ProcedureTable : public Table
{
    Q_DECLARE_TR_FUNCTIONS(ProcedureTable)

public:
    explicit ProcedureTable(const Models &models);

    FeedModel &model() const override { return m_models.procedures; }
    quint64 idAt(int row) const override;
    int rowOf(quint64 id) const override;
    const FilterQuery::Vocabulary &vocabulary() const override { return m_vocabulary; }
    QVariant field(int row, int field) const override;
    quint32 segmentsOf(int) const override { return 0x7; }
    bool isLive(int) const override { return false; }

    QString name() const override { return tr("Procedures"); }
    QString filterHint() const override { return tr("Filter procedures: name, pool, p99>1s"); }
    const std::vector<ColumnLook> &columns() const override { return m_columns; }
    Cell cell(int row, int column, int segment) const override;
    QStringList segments() const override { return {tr("Waiting"), tr("Running"), tr("Total")}; }
    bool segmentsFilter() const override { return false; }
    void setSegment(int segment) override;
    Sorting sorting(int segment) const override;
    ViewState::Selection selectionAt(int row) const override;
    quint64 idOf(const ViewState::Selection &selection) const override;
    QString emptyTitle() const override { return tr("No procedures yet"); }

private:
    quint64 longestTime() const;
    quint64 numberOf(const QString &name) const;

    const Models m_models;
    const std::vector<ColumnLook> m_columns;
    const FilterQuery::Vocabulary m_vocabulary;
    // Procedures are known by name; a proxy knows rows by number.
    mutable QHash<QString, quint64> m_numbers;
    mutable std::vector<QString> m_names;
};

} // namespace Amp
