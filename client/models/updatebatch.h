// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <vector>

#include <QtCore/qhash.h>

#include <Amp/ClientGlobal>
#include <Amp/Feed>

namespace Amp {

// Updates that are still to be shown, merged: of each row only its latest state. However long it
// collects, it holds no more ended calls and log lines than the tables show.
class AMP_CLIENT_EXPORT UpdateBatch
{
public:
    void add(Feed::Update &&update);
    bool isEmpty() const { return m_updates.empty(); }
    // In the order in which they are to be applied: mostly one, more when there was a snapshot.
    std::vector<Feed::Update> take();
    void clear();

private:
    // Where in the vectors of the last update a row is.
    struct Places
    {
        QHash<quint64, qsizetype> workers;
        QHash<quint64, qsizetype> calls;
        QHash<QString, qsizetype> procedures;
        QHash<quint64, qsizetype> clients;
    };

    bool canJoin(const Feed::Update &update) const;
    void join(Feed::Update &&update);
    void joinCalls(Feed::Update &into, Feed::Update &update);
    void begin(Feed::Update &&update);
    void trim(Feed::Update &update);
    void findCalls();

    std::vector<Feed::Update> m_updates;
    Places m_places;
};

} // namespace Amp
