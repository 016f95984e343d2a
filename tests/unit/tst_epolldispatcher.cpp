// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include <array>
#include <atomic>
#include <memory>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QLocalServer>
#include <QLocalSocket>
#include <QProcess>
#include <QSignalSpy>
#include <QSocketNotifier>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryFile>
#include <QTest>
#include <QThread>
#include <QTimer>
#include <QUuid>

#include "core/net/descriptorchannel.h"
#include "core/net/epolldispatcher.h"
#include "core/net/flushqueue.h"

using namespace Amp;
using namespace std::chrono_literals;

namespace {

// Two connected sockets, closed at the end unless taken.
struct SocketPair
{
    SocketPair()
    {
        socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends.data());
    }
    ~SocketPair()
    {
        closeEnd(0);
        closeEnd(1);
    }
    void closeEnd(size_t end)
    {
        if (ends[end] >= 0)
            ::close(std::exchange(ends[end], -1));
    }
    void poke(size_t end) const { QCOMPARE(::write(ends[end], "x", 1), 1); }
    bool take(size_t end) const
    {
        char c;
        return ::read(ends[end], &c, 1) == 1;
    }

    std::array<int, 2> ends = {-1, -1};
};

template <typename Handler>
std::unique_ptr<QSocketNotifier> notifier(int descriptor, QSocketNotifier::Type type,
                                          Handler handler)
{
    auto made = std::make_unique<QSocketNotifier>(descriptor, type);
    QObject::connect(made.get(), &QSocketNotifier::activated, made.get(), handler);
    return made;
}

// Turns of the loop until the condition holds; a wrong dispatcher ends in a failed test, not a
// hang.
template <typename Condition>
bool spinUntil(Condition condition)
{
    QTimer guard;
    guard.setSingleShot(true);
    guard.start(5s);
    while (!condition() && guard.isActive())
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    return guard.isActive(); // neither late nor by the guard's own wake-up
}

void oneTurn()
{
    QCoreApplication::processEvents(QEventLoop::AllEvents);
}

} // namespace

class TestEpollDispatcher : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();

    void timersFireInOrder();
    void timerNeverEarly_data();
    void timerNeverEarly();
    void zeroTimersTakeTurns();
    void timerDoesNotRecurse();
    void timerStoppedByItself();
    void timersOfADeletedObject();
    void remainingTime();

    void postedEventsOfOtherThreads();
    void postedEventEndsAWaitingTurn();
    void interruptFromAnotherThread();
    void turnSignals();
    void busyTurnsDoNotSayThatTheyBlock();
    void channelsFlushBeforeTheLoopBlocks();

    void bothDirectionsOfOneDescriptor();
    void hangUpWakesReader();
    void readyOrderIsKept();
    void notifierDeletedInTheTurnOfItsEvent();
    void descriptorReusedInTheTurnOfItsEvent();
    void writerDeletedByReaderOfTheSameDescriptor();
    void descriptorClosedTooEarly();
    void regularFileIsAlwaysReady();
    void nestedLoopServesTheRest();
    void nestedLoopServesTheSameDescriptor();
    void excludedNotifiersStaySilent();

    void processes();
    void servers();
    void threadOfItsOwn();
};

void TestEpollDispatcher::initTestCase()
{
    QVERIFY(qobject_cast<EpollEventDispatcher *>(QAbstractEventDispatcher::instance()));
}

void TestEpollDispatcher::timersFireInOrder()
{
    QList<int> fired;
    QTimer::singleShot(30ms, Qt::PreciseTimer, this, [&] { fired.append(30); });
    QTimer::singleShot(10ms, Qt::PreciseTimer, this, [&] { fired.append(10); });
    QTimer::singleShot(20ms, Qt::CoarseTimer, this, [&] { fired.append(20); });
    QTimer::singleShot(10ms, Qt::PreciseTimer, this, [&] { fired.append(11); });
    QVERIFY(spinUntil([&] { return fired.size() == 4; }));
    QCOMPARE(fired, QList<int>({10, 11, 20, 30}));
}

void TestEpollDispatcher::timerNeverEarly_data()
{
    QTest::addColumn<Qt::TimerType>("type");
    QTest::newRow("precise") << Qt::PreciseTimer;
    QTest::newRow("coarse") << Qt::CoarseTimer;
    QTest::newRow("very coarse") << Qt::VeryCoarseTimer;
}

void TestEpollDispatcher::timerNeverEarly()
{
    QFETCH(Qt::TimerType, type);
    QElapsedTimer elapsed;
    elapsed.start();
    bool fired = false;
    QTimer::singleShot(25ms, type, this, [&] { fired = true; });
    QVERIFY(spinUntil([&] { return fired; }));
    QVERIFY(elapsed.nsecsElapsed() >= 25'000'000);
    QVERIFY(elapsed.elapsed() < (type == Qt::VeryCoarseTimer ? 2000 : 1000));
}

void TestEpollDispatcher::zeroTimersTakeTurns()
{
    int first = 0;
    int second = 0;
    QTimer one;
    QTimer two;
    connect(&one, &QTimer::timeout, this, [&] { ++first; });
    connect(&two, &QTimer::timeout, this, [&] { ++second; });
    one.start(0);
    two.start(0);
    for (int turn = 1; turn <= 5; ++turn) {
        oneTurn();
        QCOMPARE(first, turn);
        QCOMPARE(second, turn);
    }
}

void TestEpollDispatcher::timerDoesNotRecurse()
{
    int depth = 0;
    int deepest = 0;
    int others = 0;
    QTimer timer;
    QTimer other;
    connect(&other, &QTimer::timeout, this, [&] { ++others; });
    connect(&timer, &QTimer::timeout, this, [&] {
        deepest = std::max(deepest, ++depth);
        const int before = others;
        QVERIFY(spinUntil([&] { return others > before + 1; }));
        --depth;
    });
    int rounds = 0;
    connect(&timer, &QTimer::timeout, this, [&] { ++rounds; });
    timer.start(0);
    other.start(0);
    QVERIFY(spinUntil([&] { return rounds == 3; }));
    QCOMPARE(deepest, 1);
}

void TestEpollDispatcher::timerStoppedByItself()
{
    int fired = 0;
    auto timer = std::make_unique<QTimer>();
    connect(timer.get(), &QTimer::timeout, this, [&] {
        if (++fired == 1)
            timer->start(1); // anew, perhaps with the same number
        else
            timer.reset();
    });
    timer->start(0);
    QVERIFY(spinUntil([&] { return !timer; }));
    bool later = false;
    QTimer::singleShot(5ms, this, [&] { later = true; });
    QVERIFY(spinUntil([&] { return later; }));
    QCOMPARE(fired, 2);
}

void TestEpollDispatcher::timersOfADeletedObject()
{
    auto *dispatcher = QAbstractEventDispatcher::instance();
    auto object = std::make_unique<QObject>();
    const int timerId = object->startTimer(1h, Qt::PreciseTimer);
    object->startTimer(0);
    QCOMPARE(dispatcher->registeredTimers(object.get()).size(), 2);
    QObject *const address = object.get();
    object.reset();
    QVERIFY(dispatcher->registeredTimers(address).isEmpty());
    QCOMPARE(dispatcher->remainingTime(timerId), -1);
    oneTurn();
}

void TestEpollDispatcher::remainingTime()
{
    QTimer timer;
    timer.start(1h);
    QVERIFY(timer.remainingTime() > 3'590'000 && timer.remainingTime() <= 3'600'000);
    timer.start(0);
    QCOMPARE(timer.remainingTime(), 0);
}

void TestEpollDispatcher::postedEventsOfOtherThreads()
{
    constexpr int perThread = 2000;
    std::atomic<int> received = 0;
    std::array<std::thread, 3> threads;
    for (std::thread &thread : threads) {
        thread = std::thread([&] {
            for (int i = 0; i < perThread; ++i)
                QMetaObject::invokeMethod(
                    this, [&] { ++received; }, Qt::QueuedConnection);
        });
    }
    const bool all = spinUntil([&] { return received == 3 * perThread; });
    for (std::thread &thread : threads)
        thread.join();
    QVERIFY(all);
}

void TestEpollDispatcher::postedEventEndsAWaitingTurn()
{
    bool handled = false;
    QMetaObject::invokeMethod(
        this, [&] { handled = true; }, Qt::QueuedConnection);
    QTimer guard;
    guard.start(5s);
    QVERIFY(QCoreApplication::eventDispatcher()->processEvents(QEventLoop::WaitForMoreEvents));
    QVERIFY(handled);
    QVERIFY(guard.remainingTime() > 2000);
}

void TestEpollDispatcher::interruptFromAnotherThread()
{
    for (int round = 0; round < 200; ++round) {
        QEventLoop loop;
        std::thread other; // started from inside the loop: exec() forgets an earlier quit()
        QMetaObject::invokeMethod(
            &loop, [&] { other = std::thread([&] { loop.quit(); }); }, Qt::QueuedConnection);
        QTimer::singleShot(5s, &loop, [&] { loop.exit(1); });
        const int code = loop.exec();
        other.join();
        QCOMPARE(code, 0);
    }
}

void TestEpollDispatcher::turnSignals()
{
    oneTurn(); // not busy, whatever was before
    auto *dispatcher = QAbstractEventDispatcher::instance();
    QStringList seen;
    QObject context;
    connect(dispatcher, &QAbstractEventDispatcher::awake, &context, [&] { seen += u"awake"_qs; });
    connect(dispatcher, &QAbstractEventDispatcher::aboutToBlock, &context,
            [&] { seen += u"aboutToBlock"_qs; });
    QMetaObject::invokeMethod(
        &context, [&] { seen += u"event"_qs; }, Qt::QueuedConnection);

    dispatcher->processEvents(QEventLoop::WaitForMoreEvents);
    QCOMPARE(seen, QStringList({u"awake"_qs, u"event"_qs, u"aboutToBlock"_qs}));
    seen.clear();
    dispatcher->processEvents(QEventLoop::AllEvents);
    QCOMPARE(seen, QStringList({u"awake"_qs}));
}

// What is to be flushed gathers while more is ready, and only for a few turns.
void TestEpollDispatcher::busyTurnsDoNotSayThatTheyBlock()
{
    oneTurn();
    auto *dispatcher = QAbstractEventDispatcher::instance();
    int saidSo = 0;
    int served = 0;
    QObject context;
    const auto count = [&] { ++saidSo; };
    connect(dispatcher, &QAbstractEventDispatcher::awake, &context, count);
    connect(dispatcher, &QAbstractEventDispatcher::aboutToBlock, &context, count);
    const SocketPair one;
    const SocketPair other;
    const auto first = notifier(one.ends[0], QSocketNotifier::Read, [&] { ++served; });
    one.poke(1); // stays ready: nobody reads

    for (int turn = 0; turn < 3; ++turn)
        dispatcher->processEvents(QEventLoop::WaitForMoreEvents);
    QCOMPARE(saidSo, 6); // one descriptor at a time is no load
    const auto second = notifier(other.ends[0], QSocketNotifier::Read, [&] { ++served; });
    other.poke(1);
    saidSo = served = 0;
    constexpr int turns = 90;
    for (int turn = 0; turn < turns; ++turn)
        dispatcher->processEvents(QEventLoop::WaitForMoreEvents);
    QCOMPARE(served, 2 * turns);
    QVERIFY2(saidSo >= turns / 9 && saidSo <= turns / 3, QByteArray::number(saidSo).constData());

    QVERIFY(one.take(0) && other.take(0));
    saidSo = 0;
    QTimer::singleShot(1ms, &context, [] {});
    dispatcher->processEvents(QEventLoop::WaitForMoreEvents);
    QVERIFY(saidSo > 0); // nothing is ready: it blocks, and says so before
}

void TestEpollDispatcher::channelsFlushBeforeTheLoopBlocks()
{
    SocketPair pair;
    FlushQueue flushQueue;
    DescriptorChannel channel(std::exchange(pair.ends[0], -1), flushQueue);
    QMetaObject::invokeMethod(
        &channel, [&] { channel.append("x"); }, Qt::QueuedConnection);
    QCoreApplication::eventDispatcher()->processEvents(QEventLoop::WaitForMoreEvents);
    QVERIFY(pair.take(1)); // in the very turn
}

void TestEpollDispatcher::bothDirectionsOfOneDescriptor()
{
    SocketPair pair;
    int reads = 0;
    int writes = 0;
    const auto reader =
        notifier(pair.ends[0], QSocketNotifier::Read, [&] { reads += pair.take(0); });
    const auto writer = notifier(pair.ends[0], QSocketNotifier::Write, [&] { ++writes; });
    oneTurn();
    QCOMPARE(reads, 0);
    QCOMPARE(writes, 1);
    pair.poke(1);
    oneTurn();
    QCOMPARE(reads, 1);
    QCOMPARE(writes, 2);
    writer->setEnabled(false);
    pair.poke(1);
    oneTurn();
    QCOMPARE(reads, 2);
    QCOMPARE(writes, 2);
}

void TestEpollDispatcher::hangUpWakesReader()
{
    int pipeEnds[2];
    QCOMPARE(pipe2(pipeEnds, O_CLOEXEC | O_NONBLOCK), 0);
    bool ended = false;
    auto reader = notifier(pipeEnds[0], QSocketNotifier::Read, [&] {
        char c;
        ended = ::read(pipeEnds[0], &c, 1) == 0;
    });
    ::close(pipeEnds[1]);
    oneTurn();
    QVERIFY(ended);
    reader.reset();
    ::close(pipeEnds[0]);
}

void TestEpollDispatcher::readyOrderIsKept()
{
    std::array<SocketPair, 4> pairs;
    QList<size_t> order;
    std::vector<std::unique_ptr<QSocketNotifier>> readers;
    for (size_t i = 0; i < pairs.size(); ++i) {
        readers.push_back(notifier(pairs[i].ends[0], QSocketNotifier::Read, [&, i] {
            order.append(i);
            pairs[i].take(0);
        }));
    }
    for (const size_t i : {2, 0, 3, 1})
        pairs[i].poke(1);
    oneTurn();
    QCOMPARE(order, QList<size_t>({2, 0, 3, 1}));
}

void TestEpollDispatcher::notifierDeletedInTheTurnOfItsEvent()
{
    SocketPair first;
    SocketPair second;
    int served = 0;
    std::unique_ptr<QSocketNotifier> one;
    std::unique_ptr<QSocketNotifier> two;
    one = notifier(first.ends[0], QSocketNotifier::Read, [&] { ++served, two.reset(); });
    two = notifier(second.ends[0], QSocketNotifier::Read, [&] { ++served, one.reset(); });
    first.poke(1);
    second.poke(1);
    oneTurn();
    QCOMPARE(served, 1);
    QCOMPARE(int(!!one) + int(!!two), 1);
}

void TestEpollDispatcher::descriptorReusedInTheTurnOfItsEvent()
{
    SocketPair trigger;
    SocketPair old;
    int anotherPipe[2];
    QCOMPARE(pipe2(anotherPipe, O_CLOEXEC | O_NONBLOCK), 0);
    int served = 0;
    std::unique_ptr<QSocketNotifier> reader;
    const auto replace = notifier(trigger.ends[0], QSocketNotifier::Read, [&] {
        trigger.take(0);
        const int number = old.ends[0];
        reader.reset();
        dup3(anotherPipe[0], number, O_CLOEXEC); // closes the old one; the new one has no bytes
        reader = notifier(number, QSocketNotifier::Read, [&] { ++served; });
    });
    reader = notifier(old.ends[0], QSocketNotifier::Read, [&] { ++served; });
    trigger.poke(1);
    old.poke(1);
    oneTurn();
    oneTurn();
    QCOMPARE(served, 0);

    QCOMPARE(::write(anotherPipe[1], "x", 1), 1);
    oneTurn();
    QCOMPARE(served, 1);
    reader.reset();
    ::close(anotherPipe[0]);
    ::close(anotherPipe[1]);
}

void TestEpollDispatcher::writerDeletedByReaderOfTheSameDescriptor()
{
    SocketPair pair;
    int writes = 0;
    auto writer = notifier(pair.ends[0], QSocketNotifier::Write, [&] { ++writes; });
    const auto reader = notifier(pair.ends[0], QSocketNotifier::Read, [&] {
        pair.take(0);
        writer = notifier(pair.ends[0], QSocketNotifier::Exception, [&] { ++writes; });
    });
    pair.poke(1);
    oneTurn();
    oneTurn();
    QCOMPARE(writes, 0);
}

// The file stays open elsewhere, as in a child process, and goes on reporting (compare the class
// comment): neither may its events reach the next owner of the number nor may the loop spin.
void TestEpollDispatcher::descriptorClosedTooEarly()
{
    SocketPair old;
    const int number = old.ends[0];
    const int elsewhere = fcntl(number, F_DUPFD_CLOEXEC, 0);
    int served = 0;
    auto reader = notifier(number, QSocketNotifier::Read, [&] { ++served; });
    old.closeEnd(0);
    reader.reset();

    SocketPair next;
    QCOMPARE(next.ends[0], number);
    reader = notifier(number, QSocketNotifier::Read, [&] { served += next.take(0); });
    old.poke(1);
    oneTurn();
    QCOMPARE(served, 0);

    QTimer guard;
    guard.start(20ms); // the only thing that may end the turn
    QSignalSpy fired(&guard, &QTimer::timeout);
    QCoreApplication::eventDispatcher()->processEvents(QEventLoop::WaitForMoreEvents);
    QCOMPARE(fired.size(), 1);
    next.poke(1);
    oneTurn();
    QCOMPARE(served, 1);
    ::close(elsewhere);
}

void TestEpollDispatcher::regularFileIsAlwaysReady()
{
    QTemporaryFile file;
    QVERIFY(file.open());
    int served = 0;
    {
        const auto reader = notifier(file.handle(), QSocketNotifier::Read, [&] { ++served; });
        QVERIFY(spinUntil([&] { return served == 3; }));
    }
    oneTurn();
    QCOMPARE(served, 3);
}

void TestEpollDispatcher::nestedLoopServesTheRest()
{
    SocketPair first;
    SocketPair second;
    QStringList seen;
    const auto one = notifier(first.ends[0], QSocketNotifier::Read, [&] {
        first.take(0);
        seen += u"in"_qs;
        oneTurn();
        seen += u"out"_qs;
    });
    const auto two = notifier(second.ends[0], QSocketNotifier::Read,
                              [&] { seen += second.take(0) ? u"second"_qs : u"nothing"_qs; });
    first.poke(1);
    second.poke(1);
    oneTurn();
    QCOMPARE(seen, QStringList({u"in"_qs, u"second"_qs, u"out"_qs}));
}

void TestEpollDispatcher::nestedLoopServesTheSameDescriptor()
{
    SocketPair pair;
    int depth = 0;
    const auto writer = notifier(pair.ends[0], QSocketNotifier::Write, [] {});
    const auto reader = notifier(pair.ends[0], QSocketNotifier::Read, [&] {
        pair.take(0);
        if (++depth < 3)
            QVERIFY(spinUntil([&] { return depth == 3; }));
    });
    for (int i = 0; i < 3; ++i)
        pair.poke(1);
    oneTurn();
    QCOMPARE(depth, 3);
}

void TestEpollDispatcher::excludedNotifiersStaySilent()
{
    SocketPair pair;
    int served = 0;
    const auto reader =
        notifier(pair.ends[0], QSocketNotifier::Read, [&] { served += pair.take(0); });
    pair.poke(1);
    QTimer timer;
    timer.start(5ms);
    QSignalSpy fired(&timer, &QTimer::timeout);
    QCoreApplication::eventDispatcher()->processEvents(QEventLoop::WaitForMoreEvents |
                                                       QEventLoop::ExcludeSocketNotifiers);
    QCOMPARE(fired.size(), 1);
    QCOMPARE(served, 0);
    oneTurn();
    QCOMPARE(served, 1);
}

void TestEpollDispatcher::processes()
{
    QProcess cat;
    QSignalSpy finished(&cat, &QProcess::finished);
    cat.start(u"cat"_qs, QStringList());
    QByteArray output;
    connect(&cat, &QProcess::readyRead, this, [&] {
        output += cat.readAll();
        if (output.size() == 200'000)
            cat.closeWriteChannel();
    });
    cat.write(QByteArray(200'000, 'x'));
    QVERIFY(finished.wait());
    QCOMPARE(output.size(), 200'000);
    QCOMPARE(cat.exitCode(), 0);

    QProcess missing;
    QSignalSpy failed(&missing, &QProcess::errorOccurred);
    missing.start(u"/nonexistent/program"_qs, QStringList());
    QVERIFY(!failed.isEmpty() || failed.wait());
}

template <typename Server, typename Socket>
static void exchange(Server &server, Socket &socket)
{
    QObject::connect(&server, &Server::newConnection, &server, [&server] {
        auto *peer = server.nextPendingConnection();
        QObject::connect(peer, &QIODevice::readyRead, peer,
                         [peer] { peer->write(peer->readAll()); });
    });
    QByteArray echoed;
    QObject::connect(&socket, &QIODevice::readyRead, &socket, [&] { echoed += socket.readAll(); });
    socket.write(QByteArray(1'000'000, 'x'));
    QVERIFY(spinUntil([&] { return echoed.size() == 1'000'000; }));
    QSignalSpy gone(&socket, &Socket::disconnected);
    socket.close();
    QVERIFY(!gone.isEmpty() || gone.wait());
}

void TestEpollDispatcher::servers()
{
    QTcpServer tcp;
    QVERIFY(tcp.listen(QHostAddress::LocalHost));
    QTcpSocket tcpSocket;
    tcpSocket.connectToHost(tcp.serverAddress(), tcp.serverPort());
    exchange(tcp, tcpSocket);

    QLocalServer local;
    QVERIFY(local.listen(QUuid::createUuid().toString(QUuid::Id128)));
    QLocalSocket localSocket;
    localSocket.connectToServer(local.serverName());
    exchange(local, localSocket);
}

void TestEpollDispatcher::threadOfItsOwn()
{
    QThread thread;
    thread.setEventDispatcher(new EpollEventDispatcher);
    thread.start();
    QObject inside;
    inside.moveToThread(&thread);
    std::atomic<bool> fired = false;
    QMetaObject::invokeMethod(&inside,
                              [&] { QTimer::singleShot(1ms, &inside, [&] { fired = true; }); });
    QTRY_VERIFY(fired);
    thread.quit();
    QVERIFY(thread.wait(5000));
}

int main(int argc, char *argv[])
{
    QCoreApplication::setEventDispatcher(new EpollEventDispatcher);
    QCoreApplication app(argc, argv);
    TestEpollDispatcher test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_epolldispatcher.moc"
