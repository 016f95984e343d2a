// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <functional>

#include <QObject>
#include <QVariantList>

#include "core/protocol/result.h"
#include "core/stats/feed.h"

namespace Amp {

// Where the window's data comes from: a server, a recording, or the demo.
class Source : public QObject
{
    Q_OBJECT

public:
    enum class State {
        Connecting, // nothing has come yet
        Live,
        Lost,  // the data stays; it is tried again at retryAt()
        Failed // cannot be shown; why is in reason(), and it is not tried again
    };
    using Answer = std::function<void(const Result<QVariant> &)>;

    using QObject::QObject;

    virtual void start() = 0;
    virtual QString name() const = 0;    // "prod-1", "this machine", "Demo", a file's name
    virtual QString address() const = 0; // "127.0.0.1:1337"; empty where there is none
    virtual bool isReplay() const { return false; }
    // Hidden panes need no data.
    virtual void setTopics(Feed::Topics topics) { Q_UNUSED(topics) }
    // A verb of resources/docs/protocol.md; the answer comes later, in any case.
    virtual void command(const QByteArray &verb, const QVariantList &arguments, Answer answer) = 0;
    virtual void retryNow() {}

    State state() const { return m_state; }
    QString reason() const { return m_reason; }       // of Lost and Failed: a sentence
    qint64 lostAt() const { return m_lostAt; }        // local time in microseconds since 1970
    qint64 retryAt() const { return m_retryAt; }      // the same; 0: not at all
    quint64 bytesReceived() const { return m_bytes; } // since the start

Q_SIGNALS:
    void updated(const Amp::Feed::Update &update);
    void stateChanged();

protected:
    void setState(State state, const QString &reason = {}, qint64 lostAt = 0, qint64 retryAt = 0)
    {
        m_state = state;
        m_reason = reason;
        m_lostAt = lostAt;
        m_retryAt = retryAt;
        Q_EMIT stateChanged();
    }
    void countBytes(qsizetype bytes) { m_bytes += quint64(bytes); }

private:
    State m_state = State::Connecting;
    QString m_reason;
    qint64 m_lostAt = 0;
    qint64 m_retryAt = 0;
    quint64 m_bytes = 0;
};

} // namespace Amp
