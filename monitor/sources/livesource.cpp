// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "monitor/sources/livesource.h"

namespace Amp {

namespace {

qint64 microseconds(const QDateTime &at)
{
    return at.toMSecsSinceEpoch() * 1000;
}

} // namespace

LiveSource::LiveSource(const QString &address, const QString &name, QObject *parent)
    : Source(parent)
    , m_address(address)
    , m_name(name.isEmpty() ? address : name)
{
    connect(&m_feed, &ServerFeed::connected, this, [this] { setState(State::Live); });
    connect(&m_feed, &ServerFeed::updated, this, &LiveSource::onUpdated);
    connect(&m_feed, &ServerFeed::lost, this, &LiveSource::onLost);
    connect(&m_feed, &ServerFeed::failed, this,
            [this](const QString &reason) { setState(State::Failed, reason); });
}

void LiveSource::start()
{
    m_feed.connectToServer(m_address);
}

void LiveSource::setTopics(Feed::Topics topics)
{
    m_feed.setTopics(topics);
}

void LiveSource::command(const QByteArray &verb, const QVariantList &arguments, Answer answer)
{
    m_feed.command(this, std::move(answer), verb, arguments);
}

void LiveSource::retryNow()
{
    m_feed.retryNow();
}

void LiveSource::onUpdated(const Feed::Update &update)
{
    countBytes(qsizetype(m_feed.bytesReceived() - m_bytesCounted));
    m_bytesCounted = m_feed.bytesReceived();
    Q_EMIT updated(update);
}

// Further attempts that fail leave the moment at which it was lost as it is.
void LiveSource::onLost(const QString &reason, const QDateTime &retryAt)
{
    const qint64 since =
        state() == State::Lost ? lostAt() : microseconds(QDateTime::currentDateTime());
    setState(State::Lost, reason, since, microseconds(retryAt));
}

} // namespace Amp
