// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <array>
#include <random>
#include <vector>

#include "core/stats/feed.h"

namespace Amp::Bench {

inline constexpr int liveCalls = 34'500; // with 65,536 ended ones and older failures: 100,000 rows
inline constexpr int endedCalls = 70'000;
inline constexpr int changesPerTick = 1000;
inline constexpr qint64 tickLength = 100'000; // microseconds

// Calls that are accepted and started in turn and end in any order, one in a hundred of them with
// a failure. The table keeps the latest ends, so those that leave it stand anywhere as well.
class CallStream
{
public:
    using Update = Feed::Update;

    // What fills the table.
    std::array<Update, 3> fill()
    {
        return {accept(liveCalls + endedCalls), start(liveCalls / 2 + endedCalls), end(endedCalls)};
    }

    // A quarter is accepted, a quarter starts, a quarter ends, and a quarter leaves for it.
    Update tick()
    {
        constexpr int quarter = changesPerTick / 4;
        m_now += tickLength;
        Update update = accept(quarter);
        for (const Update &other : {start(quarter), end(quarter)})
            update.calls.insert(update.calls.end(), other.calls.begin(), other.calls.end());
        update.callsEnded = quarter;
        return update;
    }

    qint64 now() const { return m_now; }

private:
    using CallRow = Feed::CallRow;

    Update accept(int count)
    {
        Update update = empty();
        for (int i = 0; i < count; ++i) {
            CallRow call;
            call.id = ++m_accepted;
            call.procedure = procedureOf(call.id);
            call.client = QStringLiteral("backoffice");
            call.address = QStringLiteral("10.0.4.71:55092");
            call.acceptedAt = m_now + i;
            update.calls.push_back(call);
        }
        return update;
    }

    Update start(int count)
    {
        Update update = empty();
        for (int i = 0; i < count; ++i) {
            m_running.push_back(started(++m_started, m_now + i));
            update.calls.push_back(m_running.back());
        }
        return update;
    }

    Update end(int count)
    {
        Update update = empty();
        for (int i = 0; i < count; ++i)
            update.calls.push_back(ended(takeAny(), m_now + i));
        return update;
    }

    Update empty()
    {
        Update update;
        update.topics = Feed::bit(Feed::Topic::Calls);
        return update;
    }

    static QString procedureOf(quint64 id) { return QStringLiteral("Video::step%1").arg(id % 40); }

    static CallRow started(quint64 id, qint64 now)
    {
        CallRow call;
        call.id = id;
        call.state = Feed::CallState::Running;
        call.procedure = procedureOf(id);
        call.worker = quint32(id % 64);
        call.acceptedAt = now - 5'000'000;
        call.startedAt = now;
        return call;
    }

    static CallRow ended(CallRow call, qint64 now)
    {
        call.state = call.id % 100 ? Feed::CallState::Succeeded : Feed::CallState::Failed;
        call.endedAt = now + 1;
        return call;
    }

    CallRow takeAny()
    {
        std::swap(m_running[m_random() % m_running.size()], m_running.back());
        CallRow call = m_running.back();
        m_running.pop_back();
        return call;
    }

    std::mt19937_64 m_random{1};
    std::vector<CallRow> m_running;
    qint64 m_now = 1'700'000'000'000'000;
    quint64 m_accepted = 0;
    quint64 m_started = 0; // the last one of them
};

} // namespace Amp::Bench
