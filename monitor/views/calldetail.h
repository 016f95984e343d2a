// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include "monitor/views/detail.h"

namespace Amp {

std::optional<Detail> describeCall(const Models &models, quint64 id);

} // namespace Amp
