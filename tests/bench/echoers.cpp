// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "tests/bench/echoers.h"

#include <set>

#include <QProcess>
#include <QThread>
#ifdef AMP_HAS_CONCURRENT
#include <QFutureWatcher>
#include <QtConcurrentRun>
#endif

#include <Amp/LocalDispatcher>
#include <Amp/ThreadDispatcher>

namespace Amp::Bench {

namespace {

class ProcessPerCall final : public Echoer
{
public:
    QString name() const override { return QStringLiteral("`QProcess` per call"); }
    int usefulDepth() const override { return QThread::idealThreadCount(); }

    void echo(const QByteArray &payload, Done done) override
    {
        auto *process = new QProcess(&m_context);
        QObject::connect(process, &QProcess::finished, &m_context, [=] {
            done(process->readAllStandardOutput() == payload);
            process->deleteLater();
        });
        QObject::connect(process, &QProcess::errorOccurred, &m_context, [=] { done(false); });
        process->start(QStringLiteral("/bin/echo"),
                       {QStringLiteral("-n"), QString::fromLatin1(payload)});
    }

private:
    QObject m_context;
};

#ifdef AMP_HAS_CONCURRENT
class QtConcurrent final : public Echoer
{
public:
    QString name() const override { return QStringLiteral("`QtConcurrent::run`"); }

    void echo(const QByteArray &payload, Done done) override
    {
        // Not then() with a context: in Qt 6.4.2 it may run twice, the second time into a crash,
        // when the future ends in another thread at that moment.
        auto *watcher = new QFutureWatcher<QByteArray>(&m_context);
        QObject::connect(watcher, &QFutureWatcherBase::finished, &m_context, [=] {
            done(watcher->result() == payload);
            watcher->deleteLater();
        });
        watcher->setFuture(::QtConcurrent::run([payload] { return payload; }));
    }

private:
    QObject m_context;
};

#endif

template <typename D>
class DispatcherEchoer final : public Echoer
{
public:
    explicit DispatcherEchoer(const char *name)
        : m_name(QString::fromLatin1(name))
    {}

    QString name() const override { return m_name; }
    std::vector<qint64> workers() const override { return {m_workers.begin(), m_workers.end()}; }

    void echo(const QByteArray &payload, Done done) override
    {
        m_dispatcher.call(
            &m_dispatcher,
            [this, payload, done = std::move(done)](const CallResult &result) {
                if (result.workerPid() != 0)
                    m_workers.insert(result.workerPid());
                done(result.value() == payload);
            },
            "echo", payload);
    }

private:
    const QString m_name;
    D m_dispatcher;
    std::set<qint64> m_workers;
};

} // namespace

std::unique_ptr<Echoer> processPerCall()
{
    return std::make_unique<ProcessPerCall>();
}

std::unique_ptr<Echoer> qtConcurrent()
{
#ifdef AMP_HAS_CONCURRENT
    return std::make_unique<QtConcurrent>();
#else
    return nullptr;
#endif
}

std::unique_ptr<Echoer> threadDispatcher()
{
    return std::make_unique<DispatcherEchoer<ThreadDispatcher>>("`ThreadDispatcher`");
}

std::unique_ptr<Echoer> localDispatcher()
{
    return std::make_unique<DispatcherEchoer<LocalDispatcher>>("`LocalDispatcher`");
}

} // namespace Amp::Bench
