// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <deque>

#include <QtCore/qhash.h>
#include <QtCore/qstring.h>

namespace Amp {

// Who made a call, by a number that fits into its record. Those who have left are remembered for a
// while, since their calls are.
class ClientNames
{
public:
    struct Name
    {
        QString program;
        QString address;
    };

    // The number of a client, from 1, never given twice.
    quint32 add(const Name &name)
    {
        m_names.insert(++m_last, name);
        return m_last;
    }
    void leave(quint32 client)
    {
        m_left.push_back(client);
        if (m_left.size() > remembered) {
            m_names.remove(m_left.front());
            m_left.pop_front();
        }
    }
    [[nodiscard]] Name find(quint32 client) const { return m_names.value(client); }

private:
    static constexpr std::size_t remembered = 4096;

    quint32 m_last = 0;
    QHash<quint32, Name> m_names;
    std::deque<quint32> m_left;
};

} // namespace Amp
