// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/dispatch/calltable.h"

namespace Amp {

namespace {

// A record keeps the memory of an ordinary frame for the next call.
constexpr qsizetype keptFrameBytes = 256;

void clear(CallRecord &call)
{
    QByteArray frame = std::move(call.frame);
    call = CallRecord();
    if (frame.capacity() > keptFrameBytes)
        return;
    frame.resize(0);
    call.frame = std::move(frame);
}

} // namespace

CallTable::Slab::Slab(quint32 index)
    : index(index)
{
    for (CallRecord &record : records)
        free.pushBack(&record);
}

CallTable::~CallTable()
{
    Q_ASSERT_X(m_size == 0, "Amp::CallTable", "calls outlive their table");
}

CallRecord *CallTable::create()
{
    Slab *slab = slabWithRoom();
    CallRecord *call = slab->free.takeFirst();
    if (++slab->used == recordsPerSlab)
        m_withRoom.remove(slab);
    call->ticket = makeTicket(*slab, call);
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
    Slab *slab = m_slabs[quint32(call->ticket) / recordsPerSlab].get();
    clear(*call);
    slab->free.pushFront(call);
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

// The spare slab is the last resort, so that it stays empty while others have room.
CallTable::Slab *CallTable::slabWithRoom()
{
    Slab *slab = m_withRoom.isEmpty() ? addSlab() : m_withRoom.first();
    if (slab == m_spare)
        m_spare = nullptr;
    return slab;
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
    m_withRoom.pushBack(m_slabs[index].get());
    return m_slabs[index].get();
}

void CallTable::settleEmpty(Slab *slab)
{
    m_withRoom.remove(slab);
    if (!m_spare) {
        m_spare = slab;
        m_withRoom.pushBack(slab);
        return;
    }
    m_freeIndexes.push_back(slab->index);
    m_slabs[slab->index].reset();
}

// The generation counts for the whole table, so that tickets of a slab that was freed and made
// again stay stale.
quint64 CallTable::makeTicket(const Slab &slab, const CallRecord *call)
{
    if (++m_generation == 0)
        m_generation = 1;
    const auto slot = quint32(slab.index * recordsPerSlab + quint32(call - slab.records.data()));
    return quint64(m_generation) << 32 | slot;
}

} // namespace Amp
