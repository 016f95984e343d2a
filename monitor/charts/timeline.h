// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QWidget>

#include "client/models/serverstate.h"
#include "monitor/viewstate.h"

namespace Amp {

class LaneView;
class TimelineHeader;

// What each worker did, over time: a header and a lane for each worker.
class Timeline : public QWidget
{
    Q_OBJECT

public:
    Timeline(const ServerState &state, ViewState &view, QWidget *parent = nullptr);

    LaneView *lanes() const { return m_lanes; }
    TimelineHeader *header() const { return m_header; }
    void showWorker(quint32 worker);
    QSize sizeHint() const override;

private:
    TimelineHeader *m_header = nullptr;
    LaneView *m_lanes = nullptr;
};

} // namespace Amp
