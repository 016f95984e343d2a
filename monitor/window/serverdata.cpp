// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "monitor/window/serverdata.h"

#include <utility>

namespace Amp {

ServerData::ServerData(QObject *parent)
    : QObject(parent)
{}

void ServerData::take(const Feed::Update &update)
{
    if (m_isHeld)
        m_waiting.add(Feed::Update(update));
    else
        apply(update);
}

void ServerData::setHeld(bool held)
{
    if (std::exchange(m_isHeld, held) == held || held)
        return;
    for (const Feed::Update &update : m_waiting.take())
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
