// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <vector>

#include <QtCore/qobject.h>
#include <QtCore/qtimer.h>

#include "core/dispatch/callrecord.h"

namespace Amp {

// The deadlines and time-outs of all live calls: one moment for each call, on the monotonic clock.
// One timer serves them all. It is armed again only for an earlier moment or when it has fired, so
// that most calls, which end long before their moment, never touch it.
class Deadlines : public QObject
{
    Q_OBJECT

public:
    using TimePoint = CallRecord::TimePoint;

    explicit Deadlines(QObject *parent = nullptr);

    // Replaces the moment that the call had. The record must not move or end before clear().
    void set(CallRecord *call, TimePoint moment);
    // Does nothing for a call without a moment.
    void clear(CallRecord *call)
    {
        if (call->deadlineIndex >= 0)
            remove(call);
    }

    [[nodiscard]] qsizetype size() const { return qsizetype(m_heap.size()); }

Q_SIGNALS:
    // The moment has come; it is cleared already. From the event loop only, the earliest first and
    // never early. A slot may set and clear any call, and remove this one from its table, but must
    // not delete the Deadlines.
    void expired(Amp::CallRecord *call);

private:
    struct Entry
    {
        TimePoint moment;
        CallRecord *call;
    };

    void remove(CallRecord *call);
    void expireDue();
    void arm();
    void place(std::size_t index, Entry entry);
    void siftUp(std::size_t index, Entry entry);
    void siftDown(std::size_t index, Entry entry);
    void siftFrom(std::size_t index, Entry entry);

    std::vector<Entry> m_heap;
    QTimer m_timer;
    TimePoint m_armedFor = TimePoint::max(); // max: the timer does not run
};

} // namespace Amp
