// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/procedures/pluginloader.h"

#include <QFileInfo>
#include <QLibrary>
#include <QLibraryInfo>
#include <QVersionNumber>

namespace Amp {

namespace {

Error unusable(const QString &file, const QString &reason)
{
    return {ErrorCode::BadArguments, QStringLiteral("%1 %2").arg(file, reason)};
}

QString versionText(quint32 qtVersion)
{
    return QStringLiteral("%1.%2.%3")
        .arg(qtVersion >> 16)
        .arg((qtVersion >> 8) & 0xff)
        .arg(qtVersion & 0xff);
}

bool hasSameSizes(const PluginVersion &a, const PluginVersion &b)
{
    return a.pointerBytes == b.pointerBytes && a.variantBytes == b.variantBytes &&
           a.procedureBytes == b.procedureBytes && a.procedureAlignment == b.procedureAlignment;
}

// Qt promises that what was compiled with an older minor version runs with a newer one.
bool runsWithThisQt(quint32 qtVersion)
{
    const QVersionNumber running = QLibraryInfo::version();
    return int(qtVersion >> 16) == running.majorVersion() &&
           int((qtVersion >> 8) & 0xff) <= running.minorVersion();
}

Result<Done> check(const QString &file, const PluginVersion &plugin)
{
    const PluginVersion own = thisPluginVersion();
    if (plugin.interfaceNumber != own.interfaceNumber || plugin.sizeBytes != own.sizeBytes)
        return unusable(file, QStringLiteral("was built for procedures interface %1, this worker "
                                             "has %2: rebuild it.")
                                  .arg(plugin.interfaceNumber)
                                  .arg(own.interfaceNumber));
    if (!runsWithThisQt(plugin.qtVersion))
        return unusable(
            file, QStringLiteral("was built with Qt %1, this worker runs Qt %2: rebuild "
                                 "it with that version.")
                      .arg(versionText(plugin.qtVersion), QLibraryInfo::version().toString()));
    if (!hasSameSizes(plugin, own))
        return unusable(file, QStringLiteral("was built with another compiler or standard library "
                                             "than this worker: rebuild it with the same ones."));
    return Done();
}

// QLibrary repeats the path up to three times; the system's own part says the reason.
QString reasonIn(QString errorString, const QString &path)
{
    const qsizetype bracket = errorString.indexOf(QLatin1StringView(": ("));
    if (bracket >= 0)
        errorString = errorString.mid(bracket + 3).chopped(errorString.endsWith(u')') ? 1 : 0);
    if (errorString.startsWith(path + QLatin1StringView(": ")))
        errorString.remove(0, path.size() + 2);
    return errorString;
}

} // namespace

Result<Done> loadPlugin(const QString &file, ProcedureRegistry &registry)
{
    const QFileInfo info(file);
    if (!info.isFile())
        return unusable(file, QStringLiteral("does not exist: check the path of the include."));
    QLibrary library(info.absoluteFilePath());
    // Symbols that are missing should be an error now, and not end the process in some later call.
    library.setLoadHints(QLibrary::PreventUnloadHint | QLibrary::ResolveAllSymbolsHint);
    if (!library.load())
        return unusable(file, QStringLiteral("cannot be loaded: %1.")
                                  .arg(reasonIn(library.errorString(), info.absoluteFilePath())));
    const auto *version =
        reinterpret_cast<const PluginVersion *>(library.resolve(pluginVersionSymbol));
    const auto entry = reinterpret_cast<PluginEntry>(library.resolve(pluginEntrySymbol));
    if (!version || !entry)
        return unusable(file, QStringLiteral("is not a plugin of AMP: it needs AMP_PROCEDURES of "
                                             "<Amp/Procedures>."));
    if (const auto fits = check(file, *version); !fits)
        return fits;
    return registry.include(file, entry);
}

} // namespace Amp
