// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <array>

#include <QVariantMap>
#include <QWidget>

#include "monitor/views/table.h"

class QLabel;
class QMenu;
class QStackedWidget;

namespace Amp {

class FlatButton;
class Questions;
class SegmentedControl;
class TablePage;
class TableView;
class TabRow;

// The lower half of the window: five tables behind tabs, and the row of what can be chosen above
// them. Each tab has a filter of its own.
class TabArea : public QWidget
{
    Q_OBJECT

public:
    enum Tab { Calls, Procedures, Workers, Clients, Log };
    static constexpr int tabCount = 5;

    TabArea(const Models &models, Questions &questions, QWidget *parent = nullptr);

    void setTab(int tab);
    int tab() const;
    // Of the present tab.
    void setFilter(const QString &text);
    QString filter() const;
    QString filterError() const { return m_filterError; }
    QString filterHint() const;
    void setSegment(int segment);
    int segment() const;
    // Another tab, segment and filter at once, as tiles and buttons want it.
    void showRows(Tab tab, int segment, const QString &filter = {});
    void showLogOf(quint32 worker);

    void setNarrow(bool isNarrow);           // below 1280 px
    void setAddress(const QString &address); // for the first call's line; empty: none

    TableView &view(int tab) const;
    TableView &view() const { return view(tab()); }
    void exportCsv();
    QString csv() const;
    // The selected row's action, as Del and Ctrl+K want it.
    void cancelSelected();
    void killSelected();

    QVariantMap saveLayout() const;
    void restoreLayout(const QVariantMap &layout);

Q_SIGNALS:
    void tabChanged(int tab);
    void filterChanged(const QString &text); // by Clear, or with the tab
    void detailWanted();                     // Enter on a row
    void exportWanted(const QString &fileName, const QByteArray &csv);

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void makeRow();
    void addPage(int tab, std::unique_ptr<Table> table);
    TablePage &page() const { return *m_pages[size_t(tab())]; }
    void onTabChanged();
    void showCounts();
    void showNote();
    void showPresent();
    void countEnded(const Feed::Update &update);
    void applyTheme();
    void showColumnsMenu();
    void showRowMenu(const QPoint &position);
    void addRowActions(QMenu &menu, const ViewState::Selection &selection);
    QRect selectedRect() const;

    const Models m_models;
    Questions &m_questions;
    TabRow *m_tabs;
    QLabel *m_note;
    FlatButton *m_clear;
    SegmentedControl *m_segments;
    FlatButton *m_follow;
    FlatButton *m_columns;
    FlatButton *m_export;
    QStackedWidget *m_stack;
    std::array<TablePage *, tabCount> m_pages{};
    QString m_filterError;
    bool m_isNarrow = false;
    // Of the last whole second: calls that ended, and rows of such that came.
    qint64 m_secondBegan = 0;
    quint64 m_ended = 0;
    quint64 m_rowsCame = 0;
    quint64 m_endedPerSecond = 0;
    quint64 m_rowsPerSecond = 0;
};

} // namespace Amp
