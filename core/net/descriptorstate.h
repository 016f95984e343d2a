// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/qglobal.h>

namespace Amp {

// Whether the descriptor can be watched, as far as the platform tells.
bool isOpenDescriptor(qintptr descriptor);

} // namespace Amp
