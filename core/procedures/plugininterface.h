// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/qglobal.h>
#include <QtCore/qvariant.h>

#include <Amp/Procedure>

namespace Amp {

// What plugin and worker must agree on before one calls the other. AMP_PROCEDURES puts one into
// every plugin; it is plain constant data, so that reading it runs no code of the plugin.
struct PluginVersion
{
    // Raised whenever Procedures, Procedure, CallContext or this struct change their layout.
    static constexpr quint32 currentInterface = 1;

    // The first two fields stay what they are in every version.
    quint32 sizeBytes = 0;
    quint32 interfaceNumber = 0;
    quint32 qtVersion = 0; // QT_VERSION it was compiled with
    // Sizes tell of a different compiler, standard library or Qt configuration.
    quint32 pointerBytes = 0;
    quint32 variantBytes = 0;
    quint32 procedureBytes = 0;
    quint32 procedureAlignment = 0;
};

constexpr PluginVersion thisPluginVersion()
{
    return {
        quint32(sizeof(PluginVersion)), PluginVersion::currentInterface, quint32(QT_VERSION),
        quint32(sizeof(void *)),        quint32(sizeof(QVariant)),       quint32(sizeof(Procedure)),
        quint32(alignof(Procedure))};
}

class Procedures;

// The names that AMP_PROCEDURES exports.
inline constexpr char pluginVersionSymbol[] = "ampPluginVersion";
inline constexpr char pluginEntrySymbol[] = "ampPluginProcedures";
using PluginEntry = void (*)(Procedures &procedures);

} // namespace Amp
