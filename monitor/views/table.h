// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QCoreApplication>
#include <QStringList>

#include "client/models/callmodel.h"
#include "client/models/clientmodel.h"
#include "client/models/logmodel.h"
#include "client/models/proceduremodel.h"
#include "client/models/serverstate.h"
#include "client/models/workermodel.h"
#include "monitor/proxies/rowsource.h"
#include "monitor/views/cell.h"
#include "monitor/viewstate.h"

namespace Amp {

class PendingActions;

// All that the tables and the detail pane show. Whoever owns the window owns what is in it.
struct Models
{
    ServerState &server;
    CallModel &calls;
    ProcedureModel &procedures;
    WorkerModel &workers;
    ClientModel &clients;
    LogModel &log;
    ViewState &view;
    PendingActions &pending;
};

// One of the window's tables: its columns, and how its rows look, are filtered and are selected.
class Table : public RowSource
{
public:
    struct Sorting
    {
        int column = 0;
        Qt::SortOrder order = Qt::AscendingOrder;
    };

    virtual QString name() const = 0;       // of the tab: "Calls"
    virtual QString filterHint() const = 0; // "Filter calls: procedure, client, w07, is:failed"
    virtual const std::vector<ColumnLook> &columns() const = 0;
    // Of a column whose meaning depends on the segment: "Started", "Ended".
    virtual QString columnTitle(int column, int segment) const;
    virtual Cell cell(int row, int column, int segment) const = 0;

    virtual QStringList segments() const { return {}; } // none: there is nothing to choose
    // Whether segments select rows and show how many; otherwise they select what columns show.
    virtual bool segmentsFilter() const { return true; }
    virtual void setSegment(int segment) { Q_UNUSED(segment) }
    virtual Sorting sorting(int segment) const = 0; // to begin with
    virtual int timeColumn() const { return -1; }   // by which rows are newest; -1: none
    // Whether new rows come at a rate that nobody can read one by one.
    virtual bool isStream() const { return timeColumn() >= 0; }

    virtual ViewState::Selection selectionAt(int row) const = 0;
    virtual quint64 idOf(const ViewState::Selection &selection) const = 0; // 0: not of this table
    virtual QString emptyTitle() const = 0;                                // "No calls yet"
};

} // namespace Amp
