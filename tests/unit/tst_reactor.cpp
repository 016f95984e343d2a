// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include <memory>

#include <QElapsedTimer>
#include <QRegularExpression>
#include <QTest>
#include <QTimer>

#include <sys/socket.h>
#include <unistd.h>

#include "core/reactor/reactor.h"

using namespace Amp;
using namespace std::chrono_literals;

namespace {

// Its wall clock stands still until a test sets it.
class SetClockReactor : public Reactor
{
public:
    QDateTime clock = QDateTime::currentDateTimeUtc();

private:
    QDateTime wallClock() const override { return clock; }
};

struct SocketPair
{
    SocketPair() { socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends); }
    ~SocketPair()
    {
        close(ends[0]);
        close(ends[1]);
    }
    bool send(char byte) const { return write(ends[1], &byte, 1) == 1; }
    char receive() const
    {
        char byte = 0;
        return read(ends[0], &byte, 1) == 1 ? byte : '\0';
    }

    int ends[2];
};

} // namespace

class tst_Reactor : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_reactor = std::make_unique<SetClockReactor>(); }
    void cleanup();

    void callbacksComeInOrder();
    void nothingRunsInsideOfRegistering();
    void delaysAreNeverTooShort();
    void repeatsDoNotDrift();
    void missedRepeatsAreMerged();
    void appointmentsFollowTheWallClock();
    void timersDoNotFollowTheWallClock();
    void descriptors();
    void oneWatcherForADirection();
    void disabledThingsWait_data();
    void disabledThingsWait();
    void disabledRepeatsAreNotMadeUp();
    void aCallbackMayDoAnything_data();
    void aCallbackMayDoAnything();
    void runReturnsWhenNothingCanHappen();
    void aCallbackKeepsRunGoing();
    void stopEndsTheInnermostRun();
    void theApplicationEndsRun();
    void tickDoesNotWait();
    void aTickIsOneTurn();
    void worksInAnyEventLoop();
    void badInputIsRefused_data();
    void badInputIsRefused();
    void endedIdsAreNoMistake();

private:
    Reactor::Callback note(const QString &what)
    {
        return [this, what] { m_notes << what; };
    }

    std::unique_ptr<SetClockReactor> m_reactor;
    QStringList m_notes;
};

void tst_Reactor::cleanup()
{
    m_reactor.reset();
    m_notes.clear();
}

void tst_Reactor::callbacksComeInOrder()
{
    m_reactor->at(m_reactor->clock, note(u"now"_qs));
    m_reactor->at(m_reactor->clock.addSecs(-1), note(u"past"_qs));
    m_reactor->once(5ms, note(u"5"_qs));
    m_reactor->once(2ms, note(u"2"_qs));
    m_reactor->immediately(note(u"first"_qs));
    m_reactor->once(-1ms, note(u"second"_qs));
    QTest::qSleep(6); // all are due in one turn
    m_reactor->run();
    QCOMPARE(m_notes.join(u' '), u"first second 2 5 past now"_qs);
}

void tst_Reactor::nothingRunsInsideOfRegistering()
{
    m_reactor->immediately([this] {
        m_reactor->immediately(note(u"later"_qs));
        m_notes << u"returned"_qs;
    });
    QVERIFY(m_notes.isEmpty());
    m_reactor->run();
    QCOMPARE(m_notes, QStringList({u"returned"_qs, u"later"_qs}));
}

void tst_Reactor::delaysAreNeverTooShort()
{
    for (int round = 0; round < 20; ++round) {
        QElapsedTimer clock;
        clock.start();
        m_reactor->once(3ms, [&] { QVERIFY(clock.nsecsElapsed() >= 3'000'000); });
        m_reactor->run();
    }
}

// A repeat that is timed from the end of its callback would be at another phase each time.
void tst_Reactor::repeatsDoNotDrift()
{
    constexpr int rounds = 20;
    int count = 0;
    int inStep = 0;
    QElapsedTimer clock;
    clock.start();
    const auto id = m_reactor->repeat(20ms, [&] {
        const qint64 elapsed = clock.elapsed();
        QVERIFY(elapsed >= 20 * (count + 1));
        inStep += elapsed % 20 < 5;
        QTest::qSleep(7);
        if (++count == rounds)
            m_reactor->stop();
    });
    m_reactor->run();
    QVERIFY(m_reactor->cancel(id));
    QVERIFY2(inStep >= rounds * 6 / 10, qPrintable(QString::number(inStep)));
}

void tst_Reactor::missedRepeatsAreMerged()
{
    int count = 0;
    m_reactor->repeat(2ms, [&] { ++count; });
    QTest::qSleep(40);
    m_reactor->tick();
    QCOMPARE(count, 1);
}

void tst_Reactor::appointmentsFollowTheWallClock()
{
    m_reactor->at(m_reactor->clock.addDays(1), note(u"tomorrow"_qs));
    m_reactor->at(m_reactor->clock.addSecs(3600), note(u"in an hour"_qs));
    QVERIFY(!m_reactor->tick());
    m_reactor->clock = m_reactor->clock.addSecs(3601);
    QTRY_COMPARE(m_notes, QStringList{u"in an hour"_qs}); // found without a tick
    m_reactor->clock = m_reactor->clock.addDays(1);
    m_reactor->run();
    QCOMPARE(m_notes.last(), u"tomorrow"_qs);
}

void tst_Reactor::timersDoNotFollowTheWallClock()
{
    m_reactor->once(1h, note(u"once"_qs));
    m_reactor->repeat(1h, note(u"repeat"_qs));
    m_reactor->clock = m_reactor->clock.addDays(1);
    QVERIFY(!m_reactor->tick());
    QVERIFY(m_notes.isEmpty());
}

void tst_Reactor::descriptors()
{
    SocketPair pair;
    QByteArray received;
    const auto readable = m_reactor->onReadable(pair.ends[0], [&] {
        received += pair.receive();
        if (received.size() == 3)
            m_reactor->stop();
    });
    Reactor::Id writable = Reactor::Id::None;
    writable = m_reactor->onWritable(pair.ends[1], [&] {
        if (!pair.send('x') || received.size() == 1)
            m_reactor->disable(writable);
    });
    QVERIFY(readable != Reactor::Id::None && writable != Reactor::Id::None);
    m_reactor->once(10s, [] { QFAIL("nothing was read"); });
    QTRY_VERIFY(received.size() >= 2);
    QVERIFY(!m_reactor->enable(readable));
    m_reactor->enable(writable);
    m_reactor->run();
    QCOMPARE(received, "xxx");
}

void tst_Reactor::oneWatcherForADirection()
{
    SocketPair pair;
    const auto first = m_reactor->onReadable(pair.ends[0], note(u"1"_qs));
    QVERIFY(m_reactor->onWritable(pair.ends[0], [] {}) != Reactor::Id::None);
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"has such a watcher"_qs));
    QCOMPARE(m_reactor->onReadable(pair.ends[0], note(u"2"_qs)), Reactor::Id::None);
    QVERIFY(m_reactor->cancel(first));
    QVERIFY(m_reactor->onReadable(pair.ends[0], note(u"3"_qs)) != Reactor::Id::None);
    QVERIFY(pair.send('x'));
    QTRY_VERIFY(!m_notes.isEmpty());
    QCOMPARE(m_notes.first(), u"3"_qs);
}

void tst_Reactor::disabledThingsWait_data()
{
    QTest::addColumn<QString>("kind");
    for (const char *kind : {"immediately", "once", "at", "onReadable"})
        QTest::newRow(kind) << QString::fromLatin1(kind);
}

void tst_Reactor::disabledThingsWait()
{
    QFETCH(QString, kind);
    SocketPair pair;
    QVERIFY(pair.send('x'));
    Reactor::Id id;
    const auto callback = [&] {
        m_notes << kind;
        m_reactor->cancel(id);
    };
    if (kind == u"immediately")
        id = m_reactor->immediately(callback);
    else if (kind == u"once")
        id = m_reactor->once(1ms, callback);
    else if (kind == u"at")
        id = m_reactor->at(m_reactor->clock, callback);
    else
        id = m_reactor->onReadable(pair.ends[0], callback);
    QVERIFY(m_reactor->disable(id));
    QVERIFY(!m_reactor->disable(id));
    QTest::qSleep(2);
    QVERIFY(!m_reactor->tick());
    m_reactor->run(); // returns: nothing is enabled
    QVERIFY(m_notes.isEmpty());
    QVERIFY(m_reactor->enable(id));
    QVERIFY(!m_reactor->enable(id));
    m_reactor->run();
    QCOMPARE(m_notes, QStringList{kind});
}

void tst_Reactor::disabledRepeatsAreNotMadeUp()
{
    const auto id = m_reactor->repeat(50ms, note(u"repeat"_qs));
    QVERIFY(m_reactor->disable(id));
    QTest::qSleep(60);
    QElapsedTimer clock;
    clock.start();
    QVERIFY(m_reactor->enable(id));
    const bool ran = m_reactor->tick();
    if (clock.elapsed() < 20) // else the second time may be due
        QVERIFY(!ran);
    QTRY_VERIFY(!m_notes.isEmpty());
}

void tst_Reactor::aCallbackMayDoAnything_data()
{
    QTest::addColumn<QString>("deed");
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("notes"); // of three in a row, of which the second does the deed
    const QList<std::pair<const char *, const char *>> rows = {
        {"cancel itself", "1 2 3"},    {"cancel the next", "1 2"},
        {"disable itself", "1 2 3"},   {"disable the next", "1 2"},
        {"re-enable", "1 2 3"},        {"stop", "1 2 3"},
        {"nested run", "1 2 3"},       {"nested tick", "1 2 3"},
        {"delete the reactor", "1 2"}, {"delete it in a nested run", "1 2 3"},
    };
    for (const auto &[deed, notes] : rows) {
        for (const char *kind : {"once", "repeat"})
            QTest::addRow("%s: %s", deed, kind)
                << QString::fromLatin1(deed) << QString::fromLatin1(kind)
                << QString::fromLatin1(notes);
    }
}

// Three are due in one turn. Each notes its number once and ends.
void tst_Reactor::aCallbackMayDoAnything()
{
    QFETCH(QString, deed);
    QFETCH(QString, kind);
    QFETCH(QString, notes);
    std::array<Reactor::Id, 3> ids;
    const auto act = [&] {
        if (deed == u"cancel itself")
            m_reactor->cancel(ids[1]);
        else if (deed == u"cancel the next")
            m_reactor->cancel(ids[2]);
        else if (deed == u"disable itself")
            m_reactor->disable(ids[1]);
        else if (deed == u"disable the next")
            m_reactor->disable(ids[2]);
        else if (deed == u"re-enable")
            QVERIFY(m_reactor->disable(ids[2]) && m_reactor->enable(ids[2]));
        else if (deed == u"stop")
            m_reactor->stop();
        else if (deed == u"nested run")
            m_reactor->once(3ms, [this] { m_reactor->stop(); }), m_reactor->run();
        else if (deed == u"nested tick")
            m_reactor->tick();
        else if (deed == u"delete the reactor")
            m_reactor.reset();
        else
            m_reactor->once(3ms, [this] { m_reactor.reset(); }), m_reactor->run();
    };
    for (int number = 1; number <= 3; ++number) {
        const auto callback = [&, number] {
            const QString text = QString::number(number);
            if (m_notes.contains(text)) // of a repeat
                return;
            m_notes << text;
            if (number == 2)
                act();
            if (m_reactor && kind == u"repeat" && m_notes.contains(u"3"_qs))
                m_reactor->stop();
        };
        ids[size_t(number - 1)] =
            kind == u"once" ? m_reactor->once(1ms, callback) : m_reactor->repeat(1ms, callback);
    }
    m_reactor->once(20ms, [this] { m_reactor->stop(); });
    QTest::qSleep(2);
    m_reactor->run();
    if (deed == u"re-enable" && kind == u"repeat")
        QTRY_COMPARE(m_notes.join(u' '), notes); // it is due again at its next time
    QCOMPARE(m_notes.join(u' '), notes);
}

void tst_Reactor::runReturnsWhenNothingCanHappen()
{
    m_reactor->run(); // nothing is registered
    const auto far = m_reactor->once(1h, [] {});
    const auto farToo = m_reactor->repeat(1h, [] {});
    m_reactor->once(1ms, [&] { m_reactor->cancel(far); });
    // Something of the program's own ends the last one.
    QTimer::singleShot(2, this, [&] { m_reactor->disable(farToo); });
    m_reactor->run();
}

void tst_Reactor::aCallbackKeepsRunGoing()
{
    m_reactor->once(1ms, [this] {
        m_reactor->run(); // nothing else is registered: returns at once
        m_reactor->once(1ms, note(u"next"_qs));
    });
    m_reactor->run();
    QCOMPARE(m_notes, QStringList{u"next"_qs});
}

void tst_Reactor::stopEndsTheInnermostRun()
{
    m_reactor->stop(); // no run: nothing happens, not even later
    m_reactor->repeat(1h, [] {});
    m_reactor->immediately([this] {
        m_reactor->immediately([this] {
            m_reactor->stop();
            m_notes << u"stopped"_qs;
        });
        m_reactor->run();
        m_notes << u"inner returned"_qs;
        m_reactor->once(1ms, [this] { m_reactor->stop(); });
    });
    m_reactor->run();
    QCOMPARE(m_notes, QStringList({u"stopped"_qs, u"inner returned"_qs}));
}

void tst_Reactor::theApplicationEndsRun()
{
    m_reactor->repeat(1h, [] {});
    m_reactor->immediately([] { QCoreApplication::quit(); });
    QTimer::singleShot(0, this, [this] {
        m_reactor->run();
        m_notes << u"returned"_qs;
    });
    QCoreApplication::exec();
    QCOMPARE(m_notes, QStringList{u"returned"_qs});
}

void tst_Reactor::tickDoesNotWait()
{
    m_reactor->once(1h, note(u"hour"_qs));
    QVERIFY(!m_reactor->tick());
    m_reactor->immediately(note(u"now"_qs));
    QVERIFY(m_reactor->tick());
    QVERIFY(!m_reactor->tick());
    QCOMPARE(m_notes, QStringList{u"now"_qs});
}

void tst_Reactor::aTickIsOneTurn()
{
    std::function<void()> again = [&] {
        m_notes << u"again"_qs;
        m_reactor->immediately(again);
    };
    again();
    m_reactor->repeat(0ms, note(u"zero"_qs));
    for (int turn = 1; turn <= 3; ++turn) {
        m_reactor->tick();
        QCOMPARE(m_notes.count(u"again"_qs), 1 + turn);
        QCOMPARE(m_notes.count(u"zero"_qs), turn);
    }
}

void tst_Reactor::worksInAnyEventLoop()
{
    m_reactor->once(1ms, note(u"1"_qs));
    m_reactor->repeat(1ms, note(u"2"_qs));
    QTRY_VERIFY(m_notes.count(u"2"_qs) > 3 && m_notes.contains(u"1"_qs));
}

void tst_Reactor::badInputIsRefused_data()
{
    using Attempt = std::function<bool(Reactor &)>;
    QTest::addColumn<std::function<bool(Reactor &)>>("attempt");
    QTest::addColumn<QString>("sentence");
    const auto row = [](const char *name, const QString &sentence, Attempt attempt) {
        QTest::newRow(name) << attempt << sentence;
    };
    const auto none = Reactor::Id::None;
    row("interval", u"-1 ms is negative"_qs,
        [=](Reactor &r) { return r.repeat(-1ms, [] {}) == none; });
    row("time", u"is not valid"_qs, [=](Reactor &r) { return r.at(QDateTime(), [] {}) == none; });
    row("callback", u"Give a function"_qs, [=](Reactor &r) { return r.once(1ms, {}) == none; });
    row("descriptor", u"is not open"_qs, [=](Reactor &r) {
        SocketPair pair;
        const int descriptor = dup(pair.ends[0]);
        close(descriptor);
        return r.onReadable(descriptor, [] {}) == none;
    });
    row("negative descriptor", u"Descriptor -1 is not open"_qs,
        [=](Reactor &r) { return r.onWritable(-1, [] {}) == none; });
    row("cancel", u"no id 7"_qs, [](Reactor &r) { return !r.cancel(Reactor::Id(7)); });
    row("enable", u"no id 0"_qs, [=](Reactor &r) { return !r.enable(none); });
    row("disable", u"no id 1"_qs, [](Reactor &r) { return !r.disable(Reactor::Id(1)); });
}

void tst_Reactor::badInputIsRefused()
{
    QFETCH(std::function<bool(Reactor &)>, attempt);
    QFETCH(QString, sentence);
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(sentence));
    QVERIFY(attempt(*m_reactor));
    m_reactor->run(); // nothing was registered
}

void tst_Reactor::endedIdsAreNoMistake()
{
    const auto id = m_reactor->immediately([] {});
    m_reactor->run();
    QTest::failOnWarning(QRegularExpression(u"."_qs));
    QVERIFY(!m_reactor->cancel(id));
    QVERIFY(!m_reactor->enable(id));
    QVERIFY(!m_reactor->disable(id));
}

QTEST_GUILESS_MAIN(tst_Reactor)
#include "tst_reactor.moc"
