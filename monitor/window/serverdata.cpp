// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "monitor/window/serverdata.h"

#include <utility>

namespace Amp {

namespace {

// Ten minutes. Who looks longer at one moment continues with the latest, and a gap.
constexpr std::size_t maxWaiting = 6'000;

} // namespace

ServerData::ServerData(QObject *parent)
    : QObject(parent)
{}

void ServerData::take(const Feed::Update &update)
{
    if (!m_isHeld)
        return apply(update);
    if (update.isSnapshot || m_waiting.size() == maxWaiting)
        m_waiting.clear();
    m_waiting.push_back(update);
}

void ServerData::setHeld(bool held)
{
    if (std::exchange(m_isHeld, held) == held || held)
        return;
    for (const Feed::Update &update : std::exchange(m_waiting, {}))
        apply(update);
}

void ServerData::apply(const Feed::Update &update)
{
    for (FeedModel *model :
         std::initializer_list<FeedModel *>{&calls, &procedures, &workers, &clients, &log})
        model->apply(update);
    state.apply(update);
    Q_EMIT taken(update);
}

void ServerData::clear()
{
    m_waiting.clear();
    for (FeedModel *model :
         std::initializer_list<FeedModel *>{&calls, &procedures, &workers, &clients, &log})
        model->clear();
    state.clear();
}

} // namespace Amp
