// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/procedures/autoloader.h"

#include <algorithm>

#include "core/procedures/nearestnames.h"
#include "core/procedures/pluginloader.h"

namespace Amp {

void Autoloader::add(const QString &file, const QList<QByteArray> &names)
{
    m_last = nullptr;
    for (const QByteArray &name : names)
        m_files.insert(name, file);
}

Result<const Procedure *> Autoloader::find(QByteArrayView name)
{
    if (m_last && m_last->name == name)
        return m_last;
    Result<const Procedure *> found = look(name);
    m_last = found ? *found : nullptr;
    return found;
}

Result<const Procedure *> Autoloader::look(QByteArrayView name)
{
    // A plugin that is not loaded yet hides built-ins, too.
    if (!m_files.isEmpty()) {
        const QByteArray key = name.toByteArray();
        if (const auto file = m_files.constFind(key); file != m_files.constEnd())
            return load(key, QString(*file));
    }
    if (const Procedure *procedure = m_registry.find(name))
        return procedure;
    std::vector<QByteArray> known;
    for (Wire::ProcedureInfo &info : infos())
        known.push_back(std::move(info.name));
    return noSuchProcedure(name, known);
}

Result<const Procedure *> Autoloader::load(const QByteArray &name, const QString &file)
{
    const QVariantMap details = {{QStringLiteral("name"), QString::fromUtf8(name)}};
    if (const auto loaded = loadPlugin(file, m_registry); !loaded)
        return Error(ErrorCode::NoSuchProcedure, loaded.error().message(), details);
    m_files.removeIf([&file](const auto &entry) { return entry.value() == file; });
    if (const Procedure *procedure = m_registry.find(name))
        return procedure;
    return Error(ErrorCode::NoSuchProcedure,
                 QStringLiteral("%1 does not have %2 any more: reload the server's includes.")
                     .arg(file, QString::fromUtf8(name)),
                 details);
}

std::vector<Wire::ProcedureInfo> Autoloader::infos() const
{
    std::vector<Wire::ProcedureInfo> infos = m_registry.infos();
    std::erase_if(infos, [this](const auto &info) { return m_files.contains(info.name); });
    for (auto file = m_files.keyBegin(); file != m_files.keyEnd(); ++file)
        infos.push_back({*file, {}, {}, false});
    std::sort(infos.begin(), infos.end(),
              [](const auto &a, const auto &b) { return a.name < b.name; });
    return infos;
}

} // namespace Amp
