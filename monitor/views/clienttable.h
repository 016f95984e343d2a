// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include "monitor/views/table.h"

namespace Amp {

// The table of the clients that are connected.
class ClientTable : public Table
{
    Q_DECLARE_TR_FUNCTIONS(ClientTable)

public:
    explicit ClientTable(const Models &models);

    FeedModel &model() const override { return m_models.clients; }
    quint64 idAt(int row) const override { return m_models.clients.row(row).id; }
    int rowOf(quint64 id) const override { return m_models.clients.rowOf(id); }
    const FilterQuery::Vocabulary &vocabulary() const override { return m_vocabulary; }
    QVariant field(int row, int field) const override;
    quint32 segmentsOf(int) const override { return 1; }
    bool isLive(int) const override { return false; }

    QString name() const override { return tr("Clients"); }
    QString filterHint() const override { return tr("Filter clients: name, address, buffer>0"); }
    const std::vector<ColumnLook> &columns() const override { return m_columns; }
    Cell cell(int row, int column, int segment) const override;
    Sorting sorting(int segment) const override;
    ViewState::Selection selectionAt(int row) const override;
    quint64 idOf(const ViewState::Selection &selection) const override;
    QString emptyTitle() const override { return tr("No clients"); }

private:
    const Models m_models;
    const std::vector<ColumnLook> m_columns;
    const FilterQuery::Vocabulary m_vocabulary;
};

} // namespace Amp
