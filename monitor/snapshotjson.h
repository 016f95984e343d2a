// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QJsonObject>

#include "core/stats/feed.h"

namespace Amp {

// What amp-monitor --once --json prints. Points in time and durations are microseconds, as in the
// feed; what is unknown or does not apply is left out.
QJsonObject snapshotToJson(const Feed::Update &snapshot);

} // namespace Amp
