// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

// A library, but no plugin.

#include <QtCore/qglobal.h>

extern "C" Q_DECL_EXPORT int answer()
{
    return 42;
}
