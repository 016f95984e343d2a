// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

// What a plugin of another version of the interface exports: the first two fields are the same.

#include <QtCore/qglobal.h>

extern "C" {
Q_DECL_EXPORT extern const quint32 ampPluginVersion[2];
const quint32 ampPluginVersion[2] = {8, 99};
Q_DECL_EXPORT void ampPluginProcedures();
}

void ampPluginProcedures() {}
