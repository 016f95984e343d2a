// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/dispatch/calltable.h"

#include "core/dispatch/prefetch.h"

namespace Amp {

namespace {

void clear(CallRecord &call)
{
    FrameBytes frame = std::move(call.frame);
    frame.clear();
    call = CallRecord();
    call.frame = std::move(frame);
}

} // namespace

CallTable::Slab::Slab(quint32 index)
    : index(index)
{
    for (quint32 i = 0; i < recordsPerSlab; ++i)
        free[i] = quint16(recordsPerSlab - 1 - i);
}

CallTable::~CallTable()
{
    Q_ASSERT_X(m_size == 0, "Amp::CallTable", "calls outlive their table");
}

CallRecord *CallTable::create()
{
    Slab *slab = slabWithRoom();
    const quint32 slot = slab->free[recordsPerSlab - ++slab->used];
    if (slab->used == recordsPerSlab)
        m_withRoom.remove(slab);
    if (slab->used < recordsPerSlab)
        prefetch(&slab->records[slab->free[recordsPerSlab - slab->used - 1]]); // the next one
    CallRecord *call = &slab->records[slot];
    call->ticket = makeTicket(slab->index * recordsPerSlab + slot);
    ++m_size;
    return call;
}

CallRecord *CallTable::find(quint64 ticket) const
{
    const auto slot = quint32(ticket);
    const std::size_t index = slot / recordsPerSlab;
    if (ticket == 0 || index >= m_slabs.size() || !m_slabs[index])
        return nullptr;
    CallRecord &record = m_slabs[index]->records[slot % recordsPerSlab];
    return record.ticket == ticket ? &record : nullptr;
}

void CallTable::remove(CallRecord *call)
{
    Q_ASSERT(find(call->ticket) == call);
    Q_ASSERT(!call->previous && !call->next && call->deadlineIndex < 0);
    const auto slot = quint32(call->ticket);
    Slab *slab = m_slabs[slot / recordsPerSlab].get();
    clear(*call);
    slab->free[recordsPerSlab - slab->used] = quint16(slot % recordsPerSlab);
    if (slab->used-- == recordsPerSlab)
        m_withRoom.pushFront(slab);
    --m_size;
    if (slab->used == 0)
        settleEmpty(slab);
}

qsizetype CallTable::memoryBytes() const
{
    return qsizetype((m_slabs.size() - m_freeIndexes.size()) * sizeof(Slab));
}

// Empty slabs are the last resort, so that they stay empty while others have room.
CallTable::Slab *CallTable::slabWithRoom()
{
    if (m_withRoom.isEmpty())
        m_withRoom.pushBack(m_empty.isEmpty() ? addSlab() : takeEmpty());
    return m_withRoom.first();
}

CallTable::Slab *CallTable::takeEmpty()
{
    --m_emptySlabs;
    return m_empty.takeFirst();
}

CallTable::Slab *CallTable::addSlab()
{
    if (m_freeIndexes.empty()) {
        m_freeIndexes.push_back(quint32(m_slabs.size()));
        m_slabs.emplace_back();
    }
    const quint32 index = m_freeIndexes.back();
    m_freeIndexes.pop_back();
    m_slabs[index] = std::make_unique<Slab>(index);
    return m_slabs[index].get();
}

void CallTable::settleEmpty(Slab *slab)
{
    m_withRoom.remove(slab);
    if (m_emptySlabs < keptSlabs) {
        ++m_emptySlabs;
        m_empty.pushFront(slab); // its memory is warm
        return;
    }
    m_freeIndexes.push_back(slab->index);
    m_slabs[slab->index].reset();
}

// The generation counts for the whole table, so that tickets of a slab that was freed and made
// again stay stale.
quint64 CallTable::makeTicket(quint32 slot)
{
    if (++m_generation == 0)
        m_generation = 1;
    return quint64(m_generation) << 32 | slot;
}

} // namespace Amp
