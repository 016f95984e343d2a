// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <memory>

#include <QWidget>

#include "monitor/proxies/rowproxy.h"
#include "monitor/views/table.h"

namespace Amp {

class EmptyPane;
class TableView;

// One tab: a table with its filter and its segment, or why it has no rows.
class TablePage : public QWidget
{
    Q_OBJECT

public:
    TablePage(std::unique_ptr<Table> table, ViewState &view, QWidget *parent = nullptr);
    ~TablePage() override;

    Table &table() const { return *m_table; }
    TableView &view() const { return *m_tableView; }
    RowProxy &rows() { return m_rows; }

    // Says what is wrong with it; what cannot be understood filters nothing.
    QString setFilter(const QString &text);
    QString filter() const { return m_filter; }
    void setSegment(int segment);
    int segment() const { return m_segment; }
    int total() const; // in the segment, without the filter
    // Of an empty table: a line that makes its first row; none, if empty.
    void setHint(const QString &text, const QString &command);

Q_SIGNALS:
    void rowsChanged();
    void clearWanted(); // of the filter

private:
    void showRowsOrReason();

    const std::unique_ptr<Table> m_table;
    RowProxy m_rows;
    TableView *m_tableView;
    EmptyPane *m_empty;
    QString m_filter;
    QString m_hint;
    QString m_command;
    int m_segment = 0;
};

} // namespace Amp
