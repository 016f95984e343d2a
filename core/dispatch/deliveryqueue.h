// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <algorithm>
#include <memory>
#include <variant>
#include <vector>

#include <QtCore/qstring.h>

#include "core/dispatch/callresult.h"

namespace Amp {

struct CallProgress
{
    quint64 done = 0;
    quint64 total = 0;
    QString text;
};

struct CallPart
{
    QVariant value;
};

// What happens to a call before it ends.
struct CallNews
{
    CallId id = CallId::None;
    std::variant<CallProgress, CallPart> content;
};

// What a dispatcher is to tell a caller: news, or else a result. Most are results, which therefore
// lie here in place.
struct Delivery
{
    explicit Delivery(CallResult &&result)
        : result(std::move(result))
    {}
    Delivery(CallId id, QVariant &&value, const CallRun &run)
        : result(id, std::move(value), run)
    {}
    explicit Delivery(CallNews &&news)
        : news(std::make_unique<CallNews>(std::move(news)))
    {}

    CallResult result;
    std::unique_ptr<CallNews> news;
};

// First in, first out. It counts what went in and out, so that a reader can stop at what was there
// when it began although the queue changes under its hands.
class DeliveryQueue
{
public:
    template <typename... Content>
    void add(Content &&...content)
    {
        m_deliveries.emplace_back(std::forward<Content>(content)...);
        ++m_added;
    }

    Delivery take()
    {
        Delivery delivery = std::move(m_deliveries[m_first++]);
        ++m_taken;
        if (m_first == m_deliveries.size() || m_first == compactAt)
            compact();
        return delivery;
    }

    // The result of the call among those that were added behind the first so many; null if there
    // is none.
    const CallResult *findResult(CallId id, quint64 behind) const
    {
        for (size_t i = m_first + size_t(std::max(behind, m_taken) - m_taken);
             i < m_deliveries.size(); ++i) {
            if (m_deliveries[i].result.callId() == id)
                return &m_deliveries[i].result;
        }
        return nullptr;
    }

    bool isEmpty() const { return m_taken == m_added; }
    quint64 added() const { return m_added; }
    quint64 taken() const { return m_taken; }

private:
    static constexpr size_t compactAt = 4096;

    void compact()
    {
        m_deliveries.erase(m_deliveries.begin(), m_deliveries.begin() + std::ptrdiff_t(m_first));
        m_first = 0;
    }

    std::vector<Delivery> m_deliveries;
    size_t m_first = 0; // in m_deliveries; those before it have been taken
    quint64 m_added = 0;
    quint64 m_taken = 0;
};

} // namespace Amp
