// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include <csignal>
#include <memory>

#include <QSignalSpy>
#include <QtTest>

#include "core/net/unixsignals.h"
#include "server/eventlog.h"

using namespace Amp;

using Tag = EventLog::Tag;

class tst_EventLog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void silentWithoutDebug();
    void oneLineForEachEvent();
    void colors();
    void controlCharactersAreText();
    void warningsAndOutputGoToStderr();
    void announcementsNeedNoDebug();
    void signalsArriveInTheEventLoop_data();
    void signalsArriveInTheEventLoop();
    void everySignalCounts();
    void endRestoresWhatWasThere();
    void objectMayEndInItsSignal();

private:
    struct Closer
    {
        void operator()(std::FILE *file) const { std::fclose(file); }
    };
    EventLog log(bool debug, bool colors = false)
    {
        return EventLog({debug, colors}, m_events.get(), m_warnings.get());
    }
    static QByteArray contents(const std::unique_ptr<std::FILE, Closer> &file);

    std::unique_ptr<std::FILE, Closer> m_events;
    std::unique_ptr<std::FILE, Closer> m_warnings;
};

void tst_EventLog::init()
{
    m_events.reset(std::tmpfile());
    m_warnings.reset(std::tmpfile());
}

// Reads through the descriptor: what the log keeps back is not seen.
QByteArray tst_EventLog::contents(const std::unique_ptr<std::FILE, Closer> &file)
{
    QFile reader;
    return reader.open(fileno(file.get()), QIODevice::ReadOnly) && reader.seek(0) ? reader.readAll()
                                                                                  : QByteArray();
}

void tst_EventLog::silentWithoutDebug()
{
    EventLog quiet = log(false);
    bool made = false;
    quiet.log(Tag::Bind, QStringLiteral("127.0.0.1:1337"));
    quiet.log(Tag::Call, [&made] {
        made = true;
        return QString();
    });
    QVERIFY(!made);
    QVERIFY(contents(m_events).isEmpty());
    QVERIFY(contents(m_warnings).isEmpty());
}

void tst_EventLog::oneLineForEachEvent()
{
    EventLog debug = log(true);
    debug.log(Tag::Bind, QStringLiteral("127.0.0.1:1337"));
    debug.log(Tag::Call, [] { return QStringLiteral("#1 strrev"); });
    const QRegularExpression expected(QStringLiteral(
        "^\\d\\d:\\d\\d:\\d\\d\\.\\d{3} BIND 127\\.0\\.0\\.1:1337\n\\S+ CALL #1 strrev\n$"));
    QVERIFY2(QString::fromUtf8(contents(m_events)).contains(expected), contents(m_events));
}

void tst_EventLog::colors()
{
    EventLog colored = log(true, true);
    colored.log(Tag::Fail, QStringLiteral("#1"));
    QVERIFY(contents(m_events).contains("\x1b[31mFAIL\x1b[0m #1\n"));
}

void tst_EventLog::controlCharactersAreText()
{
    EventLog debug = log(true);
    debug.log(Tag::Call, QString::fromUtf8("a\x1b[2Jb\nCALL\r\u202ec\u009b"));
    QVERIFY(contents(m_events).endsWith("CALL a\\x1b[2Jb\\nCALL\\r\\u202ec\\x9b\n"));
}

void tst_EventLog::warningsAndOutputGoToStderr()
{
    EventLog quiet = log(false);
    quiet.warn(QStringLiteral("out of\ndescriptors"));
    quiet.workerOutput(42, QStringLiteral("strrev #7"), QStringLiteral("hello\x1b]0;x"));
    quiet.workerOutput(42, {}, QStringLiteral("bye"));
    QCOMPARE(contents(m_warnings),
             QByteArray("amp-server: out of\\ndescriptors\n"
                        "worker 42 (strrev #7): hello\\x1b]0;x\nworker 42: bye\n"));
    QVERIFY(contents(m_events).isEmpty());
}

void tst_EventLog::announcementsNeedNoDebug()
{
    EventLog quiet = log(false);
    quiet.announce(QStringLiteral("Listening on 127.0.0.1:1337"));
    QCOMPARE(contents(m_events), QByteArray("Listening on 127.0.0.1:1337\n"));
}

void tst_EventLog::signalsArriveInTheEventLoop_data()
{
    QTest::addColumn<int>("signal");
    QTest::addColumn<int>("terminations");
    QTest::addColumn<int>("reloads");
    QTest::newRow("SIGTERM") << SIGTERM << 1 << 0;
    QTest::newRow("SIGINT") << SIGINT << 1 << 0;
    QTest::newRow("SIGHUP") << SIGHUP << 0 << 1;
    QTest::newRow("SIGPIPE") << SIGPIPE << 0 << 0;
}

void tst_EventLog::signalsArriveInTheEventLoop()
{
    QFETCH(int, signal);
    UnixSignals signals_;
    QSignalSpy terminations(&signals_, &UnixSignals::terminateRequested);
    QSignalSpy reloads(&signals_, &UnixSignals::reloadRequested);
    std::raise(signal);
    QCOMPARE(terminations.size() + reloads.size(), 0); // never inside of the handler
    std::raise(SIGHUP); // comes behind the other one, so that waiting for it proves silence
    QTRY_VERIFY(!reloads.isEmpty());
    QTEST(int(terminations.size()), "terminations");
    QTEST(int(reloads.size()) - 1, "reloads");
}

void tst_EventLog::everySignalCounts()
{
    UnixSignals signals_;
    QSignalSpy terminations(&signals_, &UnixSignals::terminateRequested);
    std::raise(SIGTERM);
    std::raise(SIGTERM);
    QTRY_COMPARE(terminations.size(), 2);
}

void tst_EventLog::endRestoresWhatWasThere()
{
    static int caught = 0;
    const auto before = std::signal(SIGTERM, [](int) { ++caught; });
    {
        UnixSignals signals_;
        std::raise(SIGTERM);
        QCOMPARE(caught, 0);
    }
    std::raise(SIGTERM);
    QCOMPARE(caught, 1);
    std::signal(SIGTERM, before);
}

void tst_EventLog::objectMayEndInItsSignal()
{
    auto signals_ = std::make_unique<UnixSignals>();
    connect(signals_.get(), &UnixSignals::reloadRequested, this, [&signals_] { signals_.reset(); });
    std::raise(SIGHUP);
    std::raise(SIGHUP);
    QTRY_VERIFY(!signals_);
    UnixSignals again; // the first one's pipe is gone
    QSignalSpy reloads(&again, &UnixSignals::reloadRequested);
    std::raise(SIGHUP);
    QTRY_COMPARE(reloads.size(), 1);
}

QTEST_GUILESS_MAIN(tst_EventLog)

#include "tst_eventlog.moc"
