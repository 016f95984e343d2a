// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "monitor/charts/timeline.h"

#include <QVBoxLayout>

#include "monitor/charts/laneview.h"
#include "monitor/charts/timelineheader.h"

namespace Amp {

Timeline::Timeline(const ServerState &state, ViewState &view, QWidget *parent)
    : QWidget(parent)
    , m_header(new TimelineHeader(state, view, this))
    , m_lanes(new LaneView(state, view, this))
{
    auto *const layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_header);
    layout->addWidget(m_lanes, 1);
    setFocusProxy(m_lanes);
}

void Timeline::showWorker(quint32 worker)
{
    m_lanes->showWorker(worker);
}

QSize Timeline::sizeHint() const
{
    return {640, 428};
}

} // namespace Amp
