// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include "monitor/views/detail.h"

namespace Amp {

std::optional<Detail> describeWorker(const Models &models, quint32 id);

// "13 crashes in 36 s", as far as the timeline reaches back.
QString crashesText(const Models &models, const Feed::WorkerRow &worker);

} // namespace Amp
