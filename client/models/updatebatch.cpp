// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "client/models/updatebatch.h"

#include <algorithm>
#include <iterator>

#include <QtCore/qset.h>

#include <Amp/CallModel>
#include <Amp/LogModel>

namespace Amp {

namespace {

constexpr size_t maxCalls = 2 * EndedCalls::maxRecent;
constexpr qint64 timelineSpan = 15 * 60 * qint64(1'000'000);

template <typename T>
void append(std::vector<T> &into, std::vector<T> &from)
{
    into.insert(into.end(), std::make_move_iterator(from.begin()),
                std::make_move_iterator(from.end()));
}

// The latest state wins.
template <typename Row, typename Id, typename IdOf>
void joinRows(std::vector<Row> &into, std::vector<Row> &from, QHash<Id, qsizetype> &places,
              IdOf idOf)
{
    for (Row &row : from) {
        const auto known = places.constFind(idOf(row));
        if (known != places.constEnd()) {
            into[size_t(*known)] = std::move(row);
            continue;
        }
        places.insert(idOf(row), qsizetype(into.size()));
        into.push_back(std::move(row));
    }
}

template <typename Row>
quint64 idOf(const Row &row)
{
    return row.id;
}

template <typename T>
void dropOlder(std::vector<T> &items, qint64 at)
{
    items.erase(
        std::remove_if(items.begin(), items.end(), [at](const T &item) { return item.to < at; }),
        items.end());
}

// Ended calls that the table would not keep either.
QSet<quint64> surplus(const std::vector<Feed::CallRow> &calls)
{
    std::vector<quint64> leaving;
    EndedCalls ended;
    for (const Feed::CallRow &call : calls) {
        if (CallModel::hasEnded(call.state))
            ended.add(call.id, CallModel::hasFailed(call.state), leaving);
    }
    return QSet<quint64>(leaving.begin(), leaving.end());
}

} // namespace

void UpdateBatch::add(Feed::Update &&update)
{
    if (canJoin(update))
        join(std::move(update));
    else
        begin(std::move(update));
}

// A snapshot with the deltas behind it is still one, if it has all of their topics.
bool UpdateBatch::canJoin(const Feed::Update &update) const
{
    if (m_updates.empty() || update.isSnapshot)
        return false;
    const Feed::Update &last = m_updates.back();
    return !last.isSnapshot || (update.topics & ~last.topics) == 0;
}

void UpdateBatch::begin(Feed::Update &&update)
{
    Feed::Update empty;
    empty.isSnapshot = update.isSnapshot;
    empty.epoch = update.epoch;
    empty.mayOperate = update.mayOperate;
    m_updates.push_back(std::move(empty));
    m_places = {};
    join(std::move(update));
}

void UpdateBatch::join(Feed::Update &&update)
{
    Feed::Update &into = m_updates.back();
    into.sequence = update.sequence;
    into.skippedTicks += update.skippedTicks;
    into.topics |= update.topics;
    if (update.summary)
        into.summary = std::move(update.summary);
    if (!update.pools.empty())
        into.pools = std::move(update.pools);
    append(into.history, update.history);
    append(into.marks, update.marks);
    append(into.busy, update.busy);
    append(into.bars, update.bars);
    append(into.log, update.log);
    joinRows(into.workers, update.workers, m_places.workers, idOf<Feed::WorkerRow>);
    joinRows(into.procedures, update.procedures, m_places.procedures,
             [](const Feed::ProcedureRow &row) { return row.name; });
    joinRows(into.clients, update.clients, m_places.clients, idOf<Feed::ClientRow>);
    joinCalls(into, update);
    trim(into);
}

void UpdateBatch::joinCalls(Feed::Update &into, Feed::Update &update)
{
    joinRows(into.calls, update.calls, m_places.calls, idOf<Feed::CallRow>);
    into.callsEnded += update.callsEnded;
    for (const quint64 id : update.goneCalls) {
        into.goneCalls.push_back(id);
        const auto place = m_places.calls.constFind(id);
        if (place == m_places.calls.constEnd())
            continue;
        // The last row takes its place.
        const qsizetype at = *place;
        m_places.calls[into.calls.back().id] = at;
        m_places.calls.remove(id);
        if (at != qsizetype(into.calls.size()) - 1)
            into.calls[size_t(at)] = std::move(into.calls.back());
        into.calls.pop_back();
    }
}

void UpdateBatch::trim(Feed::Update &update)
{
    if (update.calls.size() > maxCalls) {
        const QSet<quint64> leaving = surplus(update.calls);
        update.calls.erase(
            std::remove_if(update.calls.begin(), update.calls.end(),
                           [&](const Feed::CallRow &call) { return leaving.contains(call.id); }),
            update.calls.end());
        findCalls();
    }
    if (update.log.size() > 2 * LogModel::maxLines)
        update.log.erase(update.log.begin(), update.log.end() - LogModel::maxLines);
    if (update.summary) {
        dropOlder(update.busy, update.summary->now - timelineSpan);
        dropOlder(update.bars, update.summary->now - timelineSpan);
    }
}

void UpdateBatch::findCalls()
{
    m_places.calls.clear();
    const std::vector<Feed::CallRow> &calls = m_updates.back().calls;
    for (size_t i = 0; i < calls.size(); ++i)
        m_places.calls.insert(calls[i].id, qsizetype(i));
}

std::vector<Feed::Update> UpdateBatch::take()
{
    m_places = {};
    return std::exchange(m_updates, {});
}

void UpdateBatch::clear()
{
    m_updates.clear();
    m_places = {};
}

} // namespace Amp
