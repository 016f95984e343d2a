// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "tests/support/feedwatcher.h"

#include <algorithm>

#include "core/stats/feedcodec.h"

namespace Amp::Test {

FeedWatcher::FeedWatcher(const QString &address)
{
    const Result<Address> parsed = Address::parse(address, Address::Purpose::Connect);
    if (!parsed) {
        m_fault = parsed.error().message();
        return;
    }
    m_connector = std::make_unique<Connector>(*parsed, m_flushQueue);
    connect(m_connector.get(), &Connector::failed, this,
            [this](const QString &reason) { m_fault = reason; });
    connect(m_connector.get(), &Connector::connected, this, [this](Channel *channel) {
        m_channel.reset(channel);
        connect(channel, &Channel::readyRead, this, &FeedWatcher::readFrames);
        connect(channel, &Channel::closed, this, [this](const QString &why) { m_fault = why; });
        write(0, Wire::Hello{Wire::version, {}, "watcher", 1});
    });
    m_connector->start();
}

FeedWatcher::~FeedWatcher() = default;

void FeedWatcher::subscribe(Feed::Topics topics, quint16 intervalMs)
{
    m_subscribe = {topics, intervalMs};
    ++m_subscribeId;
    if (m_isWelcome)
        write(m_subscribeId, m_subscribe);
}

qsizetype FeedWatcher::callsIn(Feed::CallState state) const
{
    return std::count_if(m_calls.begin(), m_calls.end(),
                         [state](const auto &entry) { return entry.second.state == state; });
}

void FeedWatcher::readFrames()
{
    while (m_channel->isOpen()) {
        const FrameScan scan = scanFrame(m_channel->readable());
        if (scan.status != FrameStatus::Complete)
            return;
        receive(scan.frame);
        m_channel->consume(scan.frame.bytes.size());
    }
}

void FeedWatcher::receive(const Frame &frame)
{
    const Result<Wire::Message> message = Wire::parse(frame);
    if (!message) {
        m_fault = message.error().message();
    } else if (const auto *welcome = std::get_if<Wire::Welcome>(&*message)) {
        m_isWelcome = true;
        m_epoch = welcome->epoch;
        if (m_subscribeId != 0)
            write(m_subscribeId, m_subscribe);
    } else if (frame.id == m_subscribeId) {
        if (const auto *snapshot = std::get_if<Wire::Snapshot>(&*message))
            take(Feed::decode(*snapshot));
        else if (const auto *delta = std::get_if<Wire::Delta>(&*message))
            take(Feed::decode(*delta));
    }
}

void FeedWatcher::take(Result<Feed::Update> update)
{
    if (!update) {
        m_fault = update.error().message();
        return;
    }
    merge(*update);
    m_updates.push_back(std::move(update).value());
}

void FeedWatcher::merge(const Feed::Update &update)
{
    if (update.isSnapshot) {
        m_workers.clear();
        m_calls.clear();
        m_clients.clear();
    }
    if (update.summary)
        m_summary = *update.summary;
    for (const Feed::WorkerRow &row : update.workers)
        m_workers[row.id] = row;
    std::erase_if(m_workers, [](const auto &entry) { return entry.second.removed; });
    for (const Feed::CallRow &row : update.calls)
        m_calls[row.id] = row;
    for (const quint64 gone : update.goneCalls)
        m_calls.erase(gone);
    for (const Feed::ProcedureRow &row : update.procedures)
        m_procedures[row.name] = row;
    for (const Feed::ClientRow &row : update.clients)
        m_clients[row.id] = row;
    std::erase_if(m_clients, [](const auto &entry) { return entry.second.removed; });
    m_log.insert(m_log.end(), update.log.begin(), update.log.end());
}

template <typename M>
void FeedWatcher::write(quint64 id, const M &message)
{
    QByteArray frame;
    Wire::write(frame, id, message);
    m_channel->append(frame);
    m_channel->flush();
}

} // namespace Amp::Test
