// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <vector>

#include <QtCore/qbytearray.h>
#include <QtCore/qhash.h>
#include <QtCore/qshareddata.h>

namespace Amp {

class Identities;

// Who takes turns with others for workers: all connections of one user or program are one identity.
// It lives as long as a session or a call refers to it.
class Identity : public QSharedData
{
public:
    ~Identity();

    [[nodiscard]] const QByteArray &key() const { return m_key; }
    // Small, unique among living identities and used again later: queues keep a table by it.
    [[nodiscard]] quint32 index() const { return m_index; }

private:
    friend class Identities;
    Identity(Identities &table, QByteArray key, quint32 index);
    Q_DISABLE_COPY_MOVE(Identity)

    Identities &m_table;
    const QByteArray m_key;
    const quint32 m_index;
};

using IdentityRef = QExplicitlySharedDataPointer<Identity>;

// Makes one identity of equal keys, so that the key is looked up once for a session and not for
// each call. Must outlive all references to its identities, and lives in their thread.
class Identities
{
public:
    Identities() = default;
    ~Identities();

    [[nodiscard]] IdentityRef find(const QByteArray &key);
    [[nodiscard]] qsizetype size() const { return m_byKey.size(); }

private:
    friend class Identity;
    Q_DISABLE_COPY_MOVE(Identities)

    quint32 takeIndex();
    void forget(const Identity &identity);

    QHash<QByteArray, Identity *> m_byKey;
    std::vector<quint32> m_freeIndexes;
    quint32 m_indexesMade = 0;
};

} // namespace Amp
