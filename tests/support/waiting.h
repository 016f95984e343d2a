// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <algorithm>
#include <optional>

#include <QEventLoop>
#include <QTest>
#include <QTimer>

#include <Amp/JobDispatcher>

namespace Amp::Test {

// Results of calls in the order in which they came.
class Results
{
public:
    Dispatcher::Callback taker()
    {
        return [this](const CallResult &result) {
            m_results.append(result);
            if (m_results.size() == m_awaited)
                m_loop.quit();
        };
    }
    // An event loop rather than qWaitFor(), which looks only every 10 ms.
    bool waitFor(qsizetype count, int patienceMs = 30'000)
    {
        QTimer patience;
        patience.callOnTimeout(&m_loop, &QEventLoop::quit);
        patience.start(patienceMs);
        m_awaited = count;
        if (m_results.size() < count)
            m_loop.exec();
        return m_results.size() >= count;
    }
    qsizetype count(ErrorCode code) const
    {
        return std::count_if(m_results.begin(), m_results.end(), [code](const CallResult &result) {
            return result.error().code() == code;
        });
    }
    const QList<CallResult> &all() const { return m_results; }

private:
    QList<CallResult> m_results;
    qsizetype m_awaited = -1;
    QEventLoop m_loop;
};

// One call from its start to its result.
template <typename... Arguments>
CallResult callAndWait(Dispatcher &dispatcher, const CallOptions &options, QByteArrayView procedure,
                       const Arguments &...arguments)
{
    Results results;
    QObject context;
    dispatcher.call(options, &context, results.taker(), procedure, arguments...);
    return results.waitFor(1) ? results.all().first()
                              : CallResult(CallId::None,
                                           {ErrorCode::TimedOut,
                                            QStringLiteral("the test has waited long enough")},
                                           Execution::Unknown);
}

template <typename... Arguments>
CallResult callAndWait(Dispatcher &dispatcher, QByteArrayView procedure,
                       const Arguments &...arguments)
{
    return callAndWait(dispatcher, CallOptions(), procedure, arguments...);
}

// What the server answers to a command; invalid when it refuses.
inline QVariant commandAndWait(JobDispatcher &dispatcher, QByteArrayView verb,
                               const QVariantList &arguments = {})
{
    QObject context;
    std::optional<QVariant> answer;
    dispatcher.command(
        &context, [&](const Result<QVariant> &reply) { answer = reply ? *reply : QVariant(); },
        verb, arguments);
    return QTest::qWaitFor([&] { return answer.has_value(); }, 30'000) ? *answer : QVariant();
}

// A figure of the server's stats about one pool: "idle", "queued", "crashed" ...
inline qint64 poolStat(JobDispatcher &dispatcher, const QString &pool, const QString &figure)
{
    const QVariantMap stats = commandAndWait(dispatcher, "stats").toMap();
    for (const QVariant &entry : stats.value(QStringLiteral("pools")).toList()) {
        if (entry.toMap().value(QStringLiteral("name")) == pool)
            return entry.toMap().value(figure).toLongLong();
    }
    return -1;
}

// What the server says of one of its pools, as in amp-ctl stats; empty when it does not answer.
inline QVariantMap poolStats(JobDispatcher &dispatcher, const QString &name)
{
    std::optional<QVariantMap> stats;
    QObject context;
    dispatcher.command(
        &context,
        [&](const Result<QVariant> &reply) { stats = reply ? reply->toMap() : QVariantMap(); },
        "stats");
    if (!QTest::qWaitFor([&] { return stats.has_value(); }, 30'000))
        return {};
    for (const QVariant &pool : stats->value(QStringLiteral("pools")).toList()) {
        if (pool.toMap().value(QStringLiteral("name")) == name)
            return pool.toMap();
    }
    return {};
}

inline int poolStat(JobDispatcher &dispatcher, const char *pool, const char *field)
{
    return poolStats(dispatcher, QLatin1String(pool)).value(QLatin1String(field)).toInt();
}

} // namespace Amp::Test
