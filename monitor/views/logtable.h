// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include "monitor/views/table.h"

namespace Amp {

// The log of the server and the output of its workers.
class LogTable : public Table
{
    Q_DECLARE_TR_FUNCTIONS(LogTable)

public:
    enum Segment { All, Warnings, Errors, Output };

    explicit LogTable(const Models &models);

    FeedModel &model() const override { return m_models.log; }
    quint64 idAt(int row) const override;
    int rowOf(quint64 id) const override;
    const FilterQuery::Vocabulary &vocabulary() const override { return m_vocabulary; }
    QVariant field(int row, int field) const override;
    quint32 segmentsOf(int row) const override;
    bool isLive(int) const override { return false; }

    QString name() const override { return tr("Log"); }
    QString filterHint() const override { return tr("Filter the log: text, w07, is:error"); }
    const std::vector<ColumnLook> &columns() const override { return m_columns; }
    Cell cell(int row, int column, int segment) const override;
    QStringList segments() const override;
    Sorting sorting(int segment) const override;
    int timeColumn() const override { return int(LogModel::Column::Time); }
    ViewState::Selection selectionAt(int row) const override;
    quint64 idOf(const ViewState::Selection &) const override { return 0; }
    QString emptyTitle() const override { return tr("No lines yet"); }

private:
    const Models m_models;
    const std::vector<ColumnLook> m_columns;
    const FilterQuery::Vocabulary m_vocabulary;
};

} // namespace Amp
