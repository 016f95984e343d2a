// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/qglobal.h>

// Marks what libAmpCore and the programs that carry its objects make visible: to plugins
// and users, and, of the internals, what libAmpClient is built on.
#if defined(AMP_BUILDING)
#define AMP_CORE_EXPORT Q_DECL_EXPORT
#else
#define AMP_CORE_EXPORT Q_DECL_IMPORT
#endif
