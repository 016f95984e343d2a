// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <map>
#include <memory>

#include <QObject>

#include "core/net/channel.h"
#include "core/net/connector.h"
#include "core/net/flushqueue.h"
#include "core/protocol/messages.h"
#include "core/stats/feed.h"

namespace Amp::Test {

// Watches a server with nothing but frames, and keeps what it was told.
class FeedWatcher : public QObject
{
    Q_OBJECT

public:
    // The address of a server that listens: "127.0.0.1:4711", "local:NAME".
    explicit FeedWatcher(const QString &address);
    ~FeedWatcher() override;

    // Once welcomed, or as soon as it is.
    void subscribe(Feed::Topics topics, quint16 intervalMs = 100);
    void setReadPaused(bool paused) { m_channel->setReadPaused(paused); }

    const std::vector<Feed::Update> &updates() const { return m_updates; }
    quint64 epoch() const { return m_epoch; }
    QString fault() const { return m_fault; } // of what was received; empty: none

    // The updates merged.
    const Feed::Summary &summary() const { return m_summary; }
    const std::map<quint32, Feed::WorkerRow> &workers() const { return m_workers; }
    const std::map<quint64, Feed::CallRow> &calls() const { return m_calls; }
    const std::map<QString, Feed::ProcedureRow> &procedures() const { return m_procedures; }
    const std::map<quint64, Feed::ClientRow> &clients() const { return m_clients; }
    const std::vector<Feed::LogLine> &log() const { return m_log; }
    qsizetype callsIn(Feed::CallState state) const;

private:
    void readFrames();
    void receive(const Frame &frame);
    void take(Result<Feed::Update> update);
    void merge(const Feed::Update &update);
    template <typename M>
    void write(quint64 id, const M &message);

    FlushQueue m_flushQueue;
    std::unique_ptr<Connector> m_connector;
    std::unique_ptr<Channel> m_channel;
    bool m_isWelcome = false;
    quint64 m_epoch = 0;
    quint64 m_subscribeId = 0;
    Wire::Subscribe m_subscribe;
    QString m_fault;
    std::vector<Feed::Update> m_updates;
    Feed::Summary m_summary;
    std::map<quint32, Feed::WorkerRow> m_workers;
    std::map<quint64, Feed::CallRow> m_calls;
    std::map<QString, Feed::ProcedureRow> m_procedures;
    std::map<quint64, Feed::ClientRow> m_clients;
    std::vector<Feed::LogLine> m_log;
};

} // namespace Amp::Test
