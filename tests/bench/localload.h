// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include "tests/bench/localoptions.h"

namespace Amp::Bench {

// Measures what a call costs without a server, beside what programs do otherwise: a table in
// Markdown, a row for each way.
Result<QString> compareLocally(const LocalOptions &options);

} // namespace Amp::Bench
