// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <array>
#include <memory>
#include <vector>

#include "core/dispatch/callrecord.h"
#include "core/dispatch/intrusivelist.h"

namespace Amp {

// Owns the records of all live calls. Each has a ticket by which it is found in constant time, and
// a ticket of a removed call finds nothing: the slot's number in its low half, a generation in its
// high half. A generation comes again after 2^32 calls; 0 is no ticket. Records never move.
//
// Records lie in slabs of 256. Slabs without calls are freed but for a few, so that a load that
// goes up and down allocates nothing and the memory of a burst goes back as its slabs empty.
class CallTable
{
public:
    CallTable() = default;
    ~CallTable();

    // A record with default fields and a ticket, which the caller must not change.
    [[nodiscard]] CallRecord *create();
    // nullptr when there is no such call any more.
    [[nodiscard]] CallRecord *find(quint64 ticket) const;
    // The call must have left its queue and have no deadline, and its owner must have been told.
    void remove(CallRecord *call);

    [[nodiscard]] qsizetype size() const { return m_size; }
    // Visits every live call, in no order, and makes and removes none meanwhile. It looks at all
    // slabs: for what an operator asks, not for each call.
    template <typename Visitor>
    void forEach(Visitor visit) const
    {
        for (const auto &slab : m_slabs) {
            if (!slab || slab->used == 0)
                continue;
            for (CallRecord &record : slab->records) {
                if (record.ticket != 0)
                    visit(record);
            }
        }
    }
    // Bytes of the slabs, without what the records refer to.
    [[nodiscard]] qsizetype memoryBytes() const;

private:
    static constexpr quint32 recordsPerSlab = 256;
    static constexpr qsizetype keptSlabs = 16; // that are empty

    struct Slab
    {
        explicit Slab(quint32 index);

        const quint32 index;
        quint32 used = 0;
        // Of the records that are free, the one that was used last on top, which is warm.
        std::array<quint16, recordsPerSlab> free;
        Slab *previous = nullptr; // of the list that it is in
        Slab *next = nullptr;
        std::array<CallRecord, recordsPerSlab> records;
    };
    Q_DISABLE_COPY_MOVE(CallTable)

    Slab *slabWithRoom();
    Slab *takeEmpty();
    Slab *addSlab();
    void settleEmpty(Slab *slab);
    quint64 makeTicket(quint32 slot);

    std::vector<std::unique_ptr<Slab>> m_slabs; // by index; nullptr where one was freed
    std::vector<quint32> m_freeIndexes;         // of m_slabs
    IntrusiveList<Slab> m_withRoom;             // and with calls
    IntrusiveList<Slab> m_empty;
    qsizetype m_emptySlabs = 0;
    quint32 m_generation = 0;
    qsizetype m_size = 0;
};

} // namespace Amp
