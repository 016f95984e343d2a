// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/workers/threadprocedures.h"

#include <QDir>

#include "core/procedures/builtins.h"
#include "core/procedures/nearestnames.h"
#include "core/procedures/pluginloader.h"

namespace Amp {

namespace {

QStringList pluginsOf(const QString &include)
{
    if (!QFileInfo(include).isDir())
        return {include};
    QStringList plugins;
    const QFileInfoList files =
        QDir(include).entryInfoList({QStringLiteral("*.so")}, QDir::Files, QDir::Name);
    for (const QFileInfo &file : files)
        plugins.append(file.absoluteFilePath());
    return plugins;
}

} // namespace

ThreadProcedures::ThreadProcedures(QStringList includes)
    : m_includes(std::move(includes))
{}

void ThreadProcedures::load()
{
    std::call_once(m_loaded, [this] { loadAll(); });
}

void ThreadProcedures::loadAll()
{
    const auto builtIns = m_registry.include({}, addBuiltInsForThreads);
    Q_ASSERT(builtIns);
    for (const QString &include : m_includes) {
        const QStringList plugins = pluginsOf(include);
        if (plugins.isEmpty())
            m_failures.append(
                QStringLiteral("The folder %1 has no plugins (*.so) in it.").arg(include));
        for (const QString &plugin : plugins) {
            if (const auto loaded = loadPlugin(plugin, m_registry); !loaded)
                m_failures.append(loaded.error().message());
        }
    }
}

Result<const Procedure *> ThreadProcedures::find(QByteArrayView name) const
{
    if (const Procedure *procedure = m_registry.find(name))
        return procedure;
    return noSuchProcedure(name, m_registry.names());
}

} // namespace Amp
