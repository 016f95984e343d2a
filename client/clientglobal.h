// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/qglobal.h>

// Marks what libAmpClient makes visible to users.
#if defined(AMP_BUILDING_CLIENT)
#define AMP_CLIENT_EXPORT Q_DECL_EXPORT
#else
#define AMP_CLIENT_EXPORT Q_DECL_IMPORT
#endif
