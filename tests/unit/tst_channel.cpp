// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include <array>
#include <functional>
#include <memory>
#include <utility>

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <QCoreApplication>
#include <QEventLoop>
#include <QLocalServer>
#include <QLocalSocket>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>
#include <QThread>
#include <QTimer>
#include <QUuid>

#include "core/net/bytebuffer.h"
#include "core/net/descriptorchannel.h"
#include "core/net/devicechannel.h"
#include "core/net/flushqueue.h"

using namespace Amp;
using namespace std::chrono_literals;

enum class Kind { SocketPair, TcpDescriptor, LocalDevice, TcpDevice };
Q_DECLARE_METATYPE(Kind)

namespace {

std::array<int, 2> socketPair(int type = SOCK_STREAM)
{
    std::array<int, 2> ends = {-1, -1};
    socketpair(AF_UNIX, type, 0, ends.data());
    return ends;
}

template <typename Server, typename Socket>
std::array<QIODevice *, 2> connected(Server &server, Socket *socket)
{
    server.waitForNewConnection(5000);
    QIODevice *accepted = server.nextPendingConnection();
    accepted->setParent(nullptr); // the server ends before it
    return {socket, accepted};
}

std::array<QTcpSocket *, 2> tcpSockets()
{
    QTcpServer server;
    server.listen(QHostAddress::LocalHost);
    auto *socket = new QTcpSocket;
    socket->connectToHost(server.serverAddress(), server.serverPort());
    const auto devices = connected(server, socket);
    socket->waitForConnected(5000);
    return {socket, static_cast<QTcpSocket *>(devices[1])};
}

std::array<QIODevice *, 2> localSockets()
{
    QLocalServer server;
    server.listen(QUuid::createUuid().toString(QUuid::Id128));
    auto *socket = new QLocalSocket;
    socket->connectToServer(server.serverName());
    return connected(server, socket);
}

// Both ends of a connection, in channels.
struct Connection
{
    explicit Connection(Kind kind);

    FlushQueue flushQueue;
    std::unique_ptr<Channel> here;
    std::unique_ptr<Channel> there;
};

Connection::Connection(Kind kind)
{
    const auto overDescriptors = [this](int one, int other) {
        here = std::make_unique<DescriptorChannel>(one, flushQueue);
        there = std::make_unique<DescriptorChannel>(other, flushQueue);
    };
    const auto overDevices = [this](QIODevice *one, QIODevice *other) {
        here = std::make_unique<DeviceChannel>(one, flushQueue);
        there = std::make_unique<DeviceChannel>(other, flushQueue);
    };
    switch (kind) {
    case Kind::SocketPair: {
        const auto ends = socketPair();
        overDescriptors(ends[0], ends[1]);
        break;
    }
    case Kind::TcpDescriptor: {
        const auto sockets = tcpSockets();
        const auto copy = [](QTcpSocket *socket) { return dup(int(socket->socketDescriptor())); };
        overDescriptors(copy(sockets[0]), copy(sockets[1]));
        qDeleteAll(sockets);
        break;
    }
    case Kind::LocalDevice: {
        const auto sockets = localSockets();
        overDevices(sockets[0], sockets[1]);
        break;
    }
    case Kind::TcpDevice: {
        const auto sockets = tcpSockets();
        sockets[0]->setReadBufferSize(64 * 1024);
        sockets[1]->setReadBufferSize(64 * 1024);
        overDevices(sockets[0], sockets[1]);
        break;
    }
    }
}

QByteArray pattern(qsizetype bytes)
{
    QByteArray made(bytes, Qt::Uninitialized);
    char *out = made.data();
    for (qsizetype i = 0; i < bytes; ++i)
        out[i] = char(i * 7 + i / 251);
    return made;
}

QByteArray takeAll(Channel &channel)
{
    const QByteArray bytes = channel.readable().toByteArray();
    channel.consume(bytes.size());
    return bytes;
}

// Turns of a real event loop, with a bound that is reached only when a test fails.
bool waitFor(const std::function<bool()> &condition)
{
    QEventLoop loop;
    QTimer poll;
    int rounds = 0;
    QObject::connect(&poll, &QTimer::timeout, &loop, [&] {
        if (condition() || ++rounds > 5000)
            loop.quit();
    });
    poll.start(1ms);
    if (!condition())
        loop.exec();
    return condition();
}

} // namespace

class TestChannel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void echo_data();
    void echo();
    void manySmallFrames_data() { allKinds(); }
    void manySmallFrames();
    void pauseAndResume_data() { allKinds(); }
    void pauseAndResume();
    void slowReader_data() { allKinds(); }
    void slowReader();
    void peerClosesWithBytesInFlight_data() { allKinds(); }
    void peerClosesWithBytesInFlight();
    void closeWritesWhatIsPending_data() { allKinds(); }
    void closeWritesWhatIsPending();
    void appendAfterThePeerHasGone_data() { allKinds(); }
    void appendAfterThePeerHasGone();
    void deletedInASlot_data();
    void deletedInASlot();
    void closedInASlot_data() { allKinds(); }
    void closedInASlot();
    void nestedLoop_data() { allKinds(); }
    void nestedLoop();
    void readNow_data() { allKinds(); }
    void readNow();

    void oneWriteForEachTurn();
    void writesAtOnceWhenMuchIsPending();
    void oneReadForEachTurn();
    void peerStopsReadingForGood();
    void deviceClosedByOthers();
    void peerLeftBytesUnread_data();
    void peerLeftBytesUnread();
    void peerWasGoneBeforeTheWrite();
    void peerWasGoneWithBytesPending();
    void descriptorIsPrepared();
    void descriptorIsClosed();

    void flushQueueSkipsTheDeleted();
    void flushQueueWithoutEventLoop();
    void flushQueueOfAPolledLoop();
    void bufferMovesLittle();

private:
    static void allKinds();
};

void TestChannel::allKinds()
{
    QTest::addColumn<Kind>("kind");
    QTest::newRow("socket pair") << Kind::SocketPair;
    QTest::newRow("TCP descriptor") << Kind::TcpDescriptor;
    QTest::newRow("QLocalSocket") << Kind::LocalDevice;
    QTest::newRow("QTcpSocket") << Kind::TcpDevice;
}

void TestChannel::echo_data()
{
    QTest::addColumn<Kind>("kind");
    QTest::addColumn<int>("bytes");
    constexpr std::pair<const char *, Kind> kinds[] = {{"socket pair", Kind::SocketPair},
                                                       {"TCP descriptor", Kind::TcpDescriptor},
                                                       {"QLocalSocket", Kind::LocalDevice},
                                                       {"QTcpSocket", Kind::TcpDevice}};
    for (const auto &[name, kind] : kinds) {
        for (const int bytes : {1, 4095, 65535, 65536, 65537, 4 * 1024 * 1024})
            QTest::addRow("%s, %d bytes", name, bytes) << kind << bytes;
    }
}

void TestChannel::echo()
{
    QFETCH(Kind, kind);
    QFETCH(int, bytes);
    Connection connection(kind);
    Channel &here = *connection.here;
    Channel &there = *connection.there;
    connect(&there, &Channel::readyRead, this, [&] { there.append(takeAll(there)); });
    QByteArray echoed;
    connect(&here, &Channel::readyRead, this, [&] { echoed += takeAll(here); });

    const QByteArray sent = pattern(bytes);
    here.append(sent);
    QVERIFY(waitFor([&] { return echoed.size() >= bytes; }));
    QVERIFY(echoed == sent);
    QCOMPARE(here.pendingBytes(), 0);
    QVERIFY(here.isOpen() && there.isOpen());
}

void TestChannel::manySmallFrames()
{
    QFETCH(Kind, kind);
    Connection connection(kind);
    QByteArray received;
    connect(connection.there.get(), &Channel::readyRead, this, [&] {
        // As a decoder does: whole frames only, the rest stays.
        while (connection.there->readable().size() >= 7) {
            received += connection.there->readable().first(7);
            connection.there->consume(7);
        }
    });
    const QByteArray sent = pattern(7 * 30'000);
    for (qsizetype i = 0; i < sent.size(); i += 7)
        connection.here->append(QByteArrayView(sent).sliced(i, 7));
    QVERIFY(waitFor([&] { return received.size() == sent.size(); }));
    QVERIFY(received == sent);
}

void TestChannel::pauseAndResume()
{
    QFETCH(Kind, kind);
    Connection connection(kind);
    Channel &there = *connection.there;
    QByteArray received;
    connect(&there, &Channel::readyRead, this, [&] {
        received += takeAll(there);
        there.setReadPaused(true); // in its own signal
    });
    const QByteArray sent = pattern(300'000);
    connection.here->append(sent);
    QVERIFY(waitFor([&] { return !received.isEmpty(); }));
    const qsizetype first = received.size();
    QVERIFY(first <= 64 * 1024);
    QTest::qWait(20); // nothing is to happen
    QCOMPARE(received.size(), first);

    QVERIFY(waitFor([&] {
        there.setReadPaused(false);
        return received.size() == sent.size();
    }));
    QVERIFY(received == sent);
}

void TestChannel::slowReader()
{
    QFETCH(Kind, kind);
    Connection connection(kind);
    Channel &here = *connection.here;
    Channel &there = *connection.there;
    there.setReadPaused(true);
    QSignalSpy drained(&here, &Channel::drained);
    const QByteArray sent = pattern(6'000'000);
    for (qsizetype i = 0; i < sent.size(); i += 100'000)
        here.append(QByteArrayView(sent).sliced(i, 100'000));
    if (kind != Kind::LocalDevice) // a QLocalSocket takes all that its peer sends
        QVERIFY(here.pendingBytes() > 0);
    QVERIFY(drained.isEmpty());

    QByteArray received;
    connect(&there, &Channel::readyRead, this, [&] { received += takeAll(there); });
    there.setReadPaused(false);
    QVERIFY(waitFor([&] { return received.size() == sent.size() && !drained.isEmpty(); }));
    QVERIFY(received == sent);
    QCOMPARE(here.pendingBytes(), 0);
}

void TestChannel::peerClosesWithBytesInFlight()
{
    QFETCH(Kind, kind);
    Connection connection(kind);
    Channel &there = *connection.there;
    QByteArray received;
    QByteArray atTheEnd;
    connect(&there, &Channel::readyRead, this, [&] { received = there.readable().toByteArray(); });
    connect(&there, &Channel::closed, this, [&] { atTheEnd = there.readable().toByteArray(); });
    QSignalSpy closed(&there, &Channel::closed);

    const QByteArray sent = pattern(150'000);
    connection.here->append(sent);
    connection.here->close();
    QVERIFY(!connection.here->isOpen());
    QVERIFY(waitFor([&] { return !closed.isEmpty(); }));
    QVERIFY(received == sent);
    QVERIFY(atTheEnd == sent);
    QVERIFY(!there.isOpen());
    QVERIFY(closed[0][0].toString().endsWith(u'.'));
    QTest::qWait(5);
    QCOMPARE(closed.size(), 1);
}

void TestChannel::closeWritesWhatIsPending()
{
    QFETCH(Kind, kind);
    Connection connection(kind);
    QSignalSpy closedHere(connection.here.get(), &Channel::closed);
    QSignalSpy closedThere(connection.there.get(), &Channel::closed);
    connection.here->append("goodbye");
    connection.here->close();
    connection.here.reset();
    QVERIFY(closedThere.wait());
    QCOMPARE(takeAll(*connection.there), "goodbye");
    QVERIFY(closedHere.isEmpty());
}

void TestChannel::appendAfterThePeerHasGone()
{
    QFETCH(Kind, kind);
    Connection connection(kind);
    Channel &here = *connection.here;
    QSignalSpy closed(&here, &Channel::closed);
    connection.there->append("last words");
    connection.there->close();
    for (int i = 0; i < 5; ++i)
        here.append(pattern(100'000)); // fails inside, and nothing is emitted from here
    QVERIFY(closed.isEmpty());
    QVERIFY(waitFor([&] { return !closed.isEmpty(); }));
    if (qobject_cast<DescriptorChannel *>(&here)) // a Qt socket forgets them when a write fails
        QCOMPARE(takeAll(here), "last words");
    QCOMPARE(here.pendingBytes(), 0);
    here.append("too late");
    QCOMPARE(here.pendingBytes(), 0);
}

void TestChannel::deletedInASlot_data()
{
    QTest::addColumn<Kind>("kind");
    QTest::addColumn<QString>("signal");
    for (const QString &signal : {u"readyRead"_qs, u"drained"_qs, u"closed"_qs}) {
        QTest::addRow("descriptor, %s", qPrintable(signal)) << Kind::SocketPair << signal;
        QTest::addRow("device, %s", qPrintable(signal)) << Kind::TcpDevice << signal;
    }
}

void TestChannel::deletedInASlot()
{
    QFETCH(Kind, kind);
    QFETCH(QString, signal);
    Connection connection(kind);
    Channel *const here = connection.here.get();
    bool deleted = false;
    const auto end = [&] {
        connection.here.reset();
        deleted = true;
    };
    QString reason; // still there after the channel has gone
    if (signal == u"readyRead")
        connect(here, &Channel::readyRead, this, end);
    else if (signal == u"drained")
        connect(here, &Channel::drained, this, end);
    else
        connect(here, &Channel::closed, this, [&](const QString &why) {
            end();
            reason = why;
        });

    QByteArray received;
    connect(connection.there.get(), &Channel::readyRead, this,
            [&] { received += takeAll(*connection.there); });
    here->append(pattern(2'000'000));
    connection.there->append("something to read");
    QVERIFY(waitFor([&] { return received.size() == 2'000'000 || deleted; }));
    if (signal == u"closed")
        connection.there->close();
    QVERIFY(waitFor([&] { return deleted; }));
    QCOMPARE(reason.isEmpty(), signal != u"closed");
    QTest::qWait(1); // what was posted for the channel comes to nothing
}

void TestChannel::closedInASlot()
{
    QFETCH(Kind, kind);
    Connection connection(kind);
    QSignalSpy readyRead(connection.here.get(), &Channel::readyRead);
    QSignalSpy closed(connection.here.get(), &Channel::closed);
    connect(connection.here.get(), &Channel::readyRead, this, [&] { connection.here->close(); });
    connection.there->append(pattern(500'000));
    QSignalSpy closedThere(connection.there.get(), &Channel::closed);
    QVERIFY(waitFor([&] { return !closedThere.isEmpty(); }));
    QCOMPARE(readyRead.size(), 1);
    QVERIFY(closed.isEmpty());
}

void TestChannel::nestedLoop()
{
    QFETCH(Kind, kind);
    Connection connection(kind);
    Channel &here = *connection.here;
    Channel &there = *connection.there;
    connect(&there, &Channel::readyRead, this, [&] { there.append(takeAll(there)); });
    QByteArray echoed;
    int depth = 0;
    connect(&here, &Channel::readyRead, this, [&] {
        echoed += takeAll(here);
        if (++depth > 3)
            return;
        const qsizetype before = echoed.size();
        here.append("again");
        QVERIFY(waitFor([&] { return echoed.size() > before; }));
    });
    here.append("first");
    QVERIFY(waitFor([&] { return depth == 4; }));
    QCOMPARE(echoed, "firstagainagainagain");
}

void TestChannel::readNow()
{
    QFETCH(Kind, kind);
    Connection connection(kind);
    Channel &there = *connection.there;
    there.setReadPaused(true);
    QSignalSpy readyRead(&there, &Channel::readyRead);
    QSignalSpy closed(&there, &Channel::closed);
    QVERIFY(there.readNow());
    connection.here->append("now");
    connection.here->flush();
    QVERIFY(waitFor([&] { return there.readNow() && there.readable().size() == 3; }));
    QVERIFY(readyRead.isEmpty());

    connection.here->close();
    QVERIFY(waitFor([&] { return !there.readNow(); }));
    QVERIFY(closed.isEmpty()); // it comes from the event loop, once reading goes on
    there.setReadPaused(false);
    QVERIFY(closed.wait());
    QCOMPARE(takeAll(there), "now");
}

void TestChannel::oneWriteForEachTurn()
{
    // A packet for each write: the kernel keeps the boundaries of SOCK_SEQPACKET.
    const auto ends = socketPair(SOCK_SEQPACKET);
    FlushQueue flushQueue;
    DescriptorChannel channel(ends[0], flushQueue);
    const auto received = [&] {
        char packet[100];
        const ssize_t bytes = recv(ends[1], packet, sizeof packet, MSG_DONTWAIT);
        return QByteArray(packet, std::max<ssize_t>(bytes, 0));
    };
    for (const char *bytes : {"one ", "turn, ", "one ", "write"})
        channel.append(bytes);
    QCOMPARE(received(), "");
    QVERIFY(waitFor([] { return true; }));
    QCoreApplication::processEvents();
    QCOMPARE(received(), "one turn, one write");
    QCOMPARE(received(), "");
    ::close(ends[1]);
}

void TestChannel::writesAtOnceWhenMuchIsPending()
{
    const auto ends = socketPair();
    FlushQueue flushQueue;
    DescriptorChannel channel(ends[0], flushQueue);
    const QByteArray head = pattern(1000);
    channel.append(head);
    QCOMPARE(channel.pendingBytes(), 1000);
    channel.append(pattern(Channel::flushAtBytes - 1000));
    QCOMPARE(channel.pendingBytes(), 0);
    QByteArray received(1000, '\0');
    QCOMPARE(recv(ends[1], received.data(), 1000, MSG_DONTWAIT), 1000);
    QCOMPARE(received, head);
    ::close(ends[1]);
}

// One busy peer takes 64 KiB of a turn and no more.
void TestChannel::oneReadForEachTurn()
{
    const auto ends = socketPair();
    FlushQueue flushQueue;
    DescriptorChannel channel(ends[0], flushQueue);
    QCOMPARE(write(ends[1], pattern(150'000).constData(), 150'000), 150'000);
    QList<qsizetype> sizes;
    connect(&channel, &Channel::readyRead, this, [&] { sizes += takeAll(channel).size(); });
    QVERIFY(waitFor([&] { return sizes.size() == 3; }));
    QCOMPARE(sizes, QList<qsizetype>({65'536, 65'536, 150'000 - 2 * 65'536}));
    ::close(ends[1]);
}

// Writing fails, and reading would go on for ever: the channel ends all the same.
void TestChannel::peerStopsReadingForGood()
{
    const auto ends = socketPair();
    FlushQueue flushQueue;
    DescriptorChannel channel(ends[0], flushQueue);
    QSignalSpy closed(&channel, &Channel::closed);
    QCOMPARE(write(ends[1], "last words", 10), 10);
    shutdown(ends[1], SHUT_RD);
    channel.append("into the void");
    QVERIFY(closed.wait());
    QCOMPARE(takeAll(channel), "last words");
    ::close(ends[1]);
}

void TestChannel::deviceClosedByOthers()
{
    const auto sockets = tcpSockets();
    const std::unique_ptr<QTcpSocket> peer(sockets[0]);
    FlushQueue flushQueue;
    DeviceChannel channel(sockets[1], flushQueue);
    QSignalSpy closed(&channel, &Channel::closed);
    channel.setReadPaused(true);
    peer->write("last words");
    QVERIFY(waitFor([&] { return sockets[1]->bytesAvailable() == 10; }));
    sockets[1]->close();
    QVERIFY(closed.isEmpty());
    channel.setReadPaused(false);
    QVERIFY(closed.wait());
    QCOMPARE(takeAll(channel), "last words");
}

void TestChannel::peerLeftBytesUnread_data()
{
    QTest::addColumn<bool>("reads");
    QTest::newRow("reads") << true;
    QTest::newRow("leaves") << false;
}

void TestChannel::peerLeftBytesUnread()
{
#ifndef Q_OS_LINUX
    QSKIP("Only Linux tells.");
#endif
    QFETCH(bool, reads);
    const auto ends = socketPair();
    FlushQueue flushQueue;
    DescriptorChannel channel(ends[0], flushQueue);
    QSignalSpy closed(&channel, &Channel::closed);
    channel.append("call");
    channel.flush();
    char bytes[4];
    if (reads)
        QCOMPARE(read(ends[1], bytes, sizeof bytes), 4);
    ::close(ends[1]);
    QVERIFY(closed.wait());
    QCOMPARE(channel.peerLeftBytesUnread(), !reads);
}

void TestChannel::peerWasGoneBeforeTheWrite()
{
    const auto ends = socketPair();
    FlushQueue flushQueue;
    DescriptorChannel channel(ends[0], flushQueue);
    QSignalSpy closed(&channel, &Channel::closed);
    ::close(ends[1]);
    channel.append("call");
    channel.flush();
    QVERIFY(closed.wait());
    QVERIFY(channel.peerLeftBytesUnread());
}

void TestChannel::peerWasGoneWithBytesPending()
{
    const auto ends = socketPair();
    FlushQueue flushQueue;
    DescriptorChannel channel(ends[0], flushQueue);
    QSignalSpy closed(&channel, &Channel::closed);
    channel.append(QByteArray(4 * 1024 * 1024, 'x')); // more than the system takes
    channel.flush();
    QVERIFY(channel.pendingBytes() > 0);
    QByteArray bytes(64 * 1024, Qt::Uninitialized);
    while (recv(ends[1], bytes.data(), size_t(bytes.size()), MSG_DONTWAIT) > 0) {
    }
    ::close(ends[1]);
    QVERIFY(closed.wait());
    QVERIFY(channel.peerLeftBytesUnread());
}

void TestChannel::descriptorIsPrepared()
{
    const auto sockets = tcpSockets();
    const int descriptor = dup(int(sockets[0]->socketDescriptor()));
    fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) & ~O_NONBLOCK);
    FlushQueue flushQueue;
    const DescriptorChannel channel(descriptor, flushQueue);
    QVERIFY(fcntl(descriptor, F_GETFL) & O_NONBLOCK);
    QVERIFY(fcntl(descriptor, F_GETFD) & FD_CLOEXEC);
    int noDelay = 0;
    socklen_t length = sizeof noDelay;
    QCOMPARE(getsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &noDelay, &length), 0);
    QVERIFY(noDelay);
    qDeleteAll(sockets);
}

void TestChannel::descriptorIsClosed()
{
    const auto ends = socketPair();
    FlushQueue flushQueue;
    auto channel = std::make_unique<DescriptorChannel>(ends[0], flushQueue);
    QCOMPARE(channel->descriptor(), ends[0]);
    channel.reset();
    QCOMPARE(fcntl(ends[0], F_GETFD), -1);
    char c;
    QCOMPARE(read(ends[1], &c, 1), 0);
    ::close(ends[1]);
}

void TestChannel::flushQueueSkipsTheDeleted()
{
    FlushQueue flushQueue;
    const auto ends = socketPair();
    auto doomed = std::make_unique<DescriptorChannel>(ends[0], flushQueue);
    DescriptorChannel other(ends[1], flushQueue);
    doomed->append("never sent");
    other.append("into the void");
    doomed.reset();
    QSignalSpy closed(&other, &Channel::closed);
    flushQueue.flushAll();
    QCOMPARE(other.pendingBytes(), 0);
    QVERIFY(closed.isEmpty());
    QVERIFY(closed.wait());
}

void TestChannel::flushQueueWithoutEventLoop()
{
    const auto ends = socketPair();
    const std::unique_ptr<QThread> thread(QThread::create([&] {
        FlushQueue flushQueue; // made before its thread has an event loop
        DescriptorChannel channel(ends[0], flushQueue);
        channel.append("first ");
        QEventLoop loop;
        QMetaObject::invokeMethod(
            &loop,
            [&] {
                channel.append("second");
                loop.quit();
            },
            Qt::QueuedConnection);
        loop.exec();
    }));
    thread->start();
    QVERIFY(thread->wait(5000));
    QByteArray received(100, '\0');
    received.resize(std::max<ssize_t>(recv(ends[1], received.data(), 100, MSG_DONTWAIT), 0));
    QVERIFY2(received.startsWith("first "), received.constData());
    ::close(ends[1]);
}

// A loop that is only ever polled is never about to block.
void TestChannel::flushQueueOfAPolledLoop()
{
    Connection connection(Kind::SocketPair);
    connection.here->append("polled");
    for (int i = 0; i < 3; ++i)
        QCoreApplication::processEvents();
    QCOMPARE(takeAll(*connection.there), "polled");
}

void TestChannel::bufferMovesLittle()
{
    ByteBuffer buffer;
    buffer.append(pattern(10'000));
    buffer.consume(9'000);
    buffer.append(pattern(16 * 1024 * 1024));
    QCOMPARE(buffer.size(), 16 * 1024 * 1024 + 1000);
    QVERIFY(buffer.view().first(1000) == QByteArrayView(pattern(10'000)).last(1000));
    buffer.consume(buffer.size());
    QCOMPARE(buffer.tailBytes(), 0); // a large frame's memory is given back

    buffer.append("small");
    const qsizetype kept = buffer.tailBytes() + 5;
    for (int i = 0; i < 100'000; ++i) {
        buffer.append("bytes");
        buffer.consume(5);
    }
    QCOMPARE(buffer.view(), QByteArrayView("bytes"));
    QVERIFY(buffer.tailBytes() <= kept);
}

QTEST_GUILESS_MAIN(TestChannel)
#include "tst_channel.moc"
