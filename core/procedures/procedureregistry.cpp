// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/procedures/procedureregistry.h"

#include <algorithm>

#include "core/procedures/signature.h"
#include "core/procedures/thrown.h"

namespace Amp {

namespace {

// Letters of any script, digits and what Class::method, package.function and kebab-case need; what
// separates names in command lines and signatures is none.
bool isNameCharacter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == ':' || c == '.' || c == '-' || uchar(c) >= 0x80;
}

bool isName(const QByteArray &name)
{
    return !name.isEmpty() && name.size() <= Limits::maxProcedureNameBytes &&
           std::all_of(name.begin(), name.end(), isNameCharacter) && name.isValidUtf8();
}

Error startError(const QString &sentence)
{
    return {ErrorCode::BadArguments, sentence};
}

} // namespace

Result<Done> ProcedureRegistry::include(const QString &source, const Definition &definition)
{
    m_source = source;
    m_added.clear();
    m_objection.reset();
    try {
        definition(*this);
    } catch (...) {
        m_objection = startError(QStringLiteral("%1 fails to add its procedures (%2).")
                                     .arg(source, currentException().sentence()));
    }
    if (m_objection)
        return *m_objection;
    for (Procedure &procedure : m_added) {
        const QByteArray name = procedure.name;
        m_entries.insert(name, {std::move(procedure), source});
    }
    m_added.clear();
    return Done();
}

void ProcedureRegistry::insert(Procedure procedure)
{
    if (m_objection)
        return;
    m_objection = objectionTo(procedure);
    // Registers a container's elements with Qt, so that lists can be converted to it.
    for (const QMetaType &type : std::as_const(procedure.parameters))
        (void)type.id();
    (void)procedure.result.id();
    m_added.insert(procedure.name, procedure);
}

std::optional<Error> ProcedureRegistry::objectionTo(const Procedure &procedure) const
{
    const QString name = QString::fromUtf8(procedure.name);
    if (!isName(procedure.name))
        return startError(
            QStringLiteral("%1 adds a procedure named \"%2\": a name is 1 to 255 bytes "
                           "of letters, digits, '_', ':', '.' and '-'.")
                .arg(m_source, name));
    if (m_added.contains(procedure.name))
        return startError(
            QStringLiteral("%1 adds %2 twice: rename one of them.").arg(m_source, name));
    const auto known = m_entries.constFind(procedure.name);
    if (known != m_entries.constEnd() && !known->source.isEmpty())
        return startError(
            QStringLiteral("%1 adds %2, which %3 has added already: rename one of them.")
                .arg(m_source, name, known->source));
    return {};
}

const Procedure *ProcedureRegistry::find(QByteArrayView name) const
{
    // A view of the bytes is enough to look a name up.
    const auto entry = m_entries.constFind(QByteArray::fromRawData(name.data(), name.size()));
    return entry == m_entries.constEnd() ? nullptr : &entry->procedure;
}

std::vector<QByteArray> ProcedureRegistry::names() const
{
    std::vector<QByteArray> names(m_entries.keyBegin(), m_entries.keyEnd());
    std::sort(names.begin(), names.end());
    return names;
}

std::vector<Wire::ProcedureInfo> ProcedureRegistry::infos() const
{
    std::vector<Wire::ProcedureInfo> infos;
    for (const QByteArray &name : names()) {
        const Entry &entry = *m_entries.constFind(name);
        infos.push_back({name, signatureOf(entry.procedure), entry.procedure.documentation,
                         entry.source.isEmpty()});
    }
    return infos;
}

} // namespace Amp
