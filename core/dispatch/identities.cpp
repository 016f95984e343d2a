// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/dispatch/identities.h"

namespace Amp {

Identity::Identity(Identities &table, QByteArray key, quint32 index)
    : m_table(table)
    , m_key(std::move(key))
    , m_index(index)
{}

Identity::~Identity()
{
    m_table.forget(*this);
}

Identities::~Identities()
{
    Q_ASSERT_X(m_byKey.isEmpty(), "Amp::Identities", "an identity outlives its table");
}

IdentityRef Identities::find(const QByteArray &key)
{
    Identity *&entry = m_byKey[key];
    if (!entry)
        entry = new Identity(*this, key, takeIndex());
    return IdentityRef(entry);
}

quint32 Identities::takeIndex()
{
    if (m_freeIndexes.empty())
        return m_indexesMade++;
    const quint32 index = m_freeIndexes.back();
    m_freeIndexes.pop_back();
    return index;
}

void Identities::forget(const Identity &identity)
{
    m_byKey.remove(identity.key());
    m_freeIndexes.push_back(identity.index());
}

} // namespace Amp
