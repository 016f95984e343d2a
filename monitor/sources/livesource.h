// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/models/serverfeed.h"
#include "monitor/sources/source.h"

namespace Amp {

// A running server.
class LiveSource : public Source
{
    Q_OBJECT

public:
    // Without a name it is known by its address.
    explicit LiveSource(const QString &address, const QString &name = {},
                        QObject *parent = nullptr);

    void start() override;
    QString name() const override { return m_name; }
    QString address() const override { return m_address; }
    void setTopics(Feed::Topics topics) override;
    void command(const QByteArray &verb, const QVariantList &arguments, Answer answer) override;
    void retryNow() override;

private:
    void onUpdated(const Feed::Update &update);
    void onLost(const QString &reason, const QDateTime &retryAt);

    const QString m_address;
    const QString m_name;
    ServerFeed m_feed;
    quint64 m_bytesCounted = 0;
};

} // namespace Amp
