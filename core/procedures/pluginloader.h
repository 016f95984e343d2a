// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include "core/procedures/procedureregistry.h"

namespace Amp {

// Loads a plugin into this process, for good: code that ran once may have left pointers to itself
// anywhere. Adds its procedures to registry, or fails with one sentence that starts with the file.
Result<Done> loadPlugin(const QString &file, ProcedureRegistry &registry);

} // namespace Amp
