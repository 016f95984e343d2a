// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "monitor/views/tablepage.h"

#include <QVBoxLayout>

#include "monitor/numbers.h"
#include "monitor/views/emptypane.h"
#include "monitor/views/headerview.h"
#include "monitor/views/tableview.h"

namespace Amp {

TablePage::TablePage(std::unique_ptr<Table> table, ViewState &view, QWidget *parent)
    : QWidget(parent)
    , m_table(std::move(table))
    , m_rows(*m_table)
    , m_tableView(new TableView(*m_table, m_rows, view))
    , m_empty(new EmptyPane)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_tableView);
    const Table::Sorting sorting = m_table->sorting(0);
    m_tableView->sortBy(sorting.column, sorting.order);
    m_tableView->setFollowing(m_table->isStream());
    connect(&m_rows, &RowProxy::merged, this, &TablePage::showRowsOrReason);
    connect(m_empty, &EmptyPane::buttonClicked, this, &TablePage::clearWanted);
    m_tableView->setEmptyPane(m_empty);
    showRowsOrReason();
}

TablePage::~TablePage()
{
    // Views and proxies look into the table until they are gone.
    delete m_tableView;
}

QString TablePage::setFilter(const QString &text)
{
    const FilterQuery query = FilterQuery::parse(text, m_table->vocabulary());
    m_filter = text;
    m_rows.setQuery(query.error().isEmpty() ? query : FilterQuery());
    return query.error();
}

void TablePage::setSegment(int segment)
{
    if (m_segment == segment)
        return;
    m_segment = segment;
    m_table->setSegment(segment);
    if (!m_table->segmentsFilter())
        return m_tableView->viewport()->update();
    m_rows.setSegment(segment);
    const Table::Sorting sorting = m_table->sorting(segment);
    m_tableView->setFollowing(false);
    m_tableView->sortBy(sorting.column, sorting.order);
    m_tableView->setFollowing(m_table->isStream() && sorting.column == m_table->timeColumn());
}

int TablePage::total() const
{
    return m_rows.countIn(m_rows.segment());
}

void TablePage::setHint(const QString &text, const QString &command)
{
    m_hint = text;
    m_command = command;
    showRowsOrReason();
}

void TablePage::showRowsOrReason()
{
    const bool isEmpty = m_rows.rowCount() == 0;
    m_empty->setVisible(isEmpty);
    if (isEmpty && m_rows.isFiltered() && total() > 0) {
        m_empty->setTexts(tr("0 of %1 match").arg(Numbers::grouped(quint64(total()))), {});
        m_empty->setCommand({});
        m_empty->setButton(tr("Clear"));
    } else if (isEmpty) {
        const bool isFirst = m_rows.countIn(0) == 0;
        m_empty->setTexts(isFirst ? m_table->emptyTitle() : tr("None at present"),
                          isFirst ? m_hint : QString());
        m_empty->setCommand(isFirst ? m_command : QString());
        m_empty->setButton({});
    }
    Q_EMIT rowsChanged();
}

} // namespace Amp
