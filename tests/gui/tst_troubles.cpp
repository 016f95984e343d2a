// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

// What a person sees in the first second, and after two clicks: in each of six states of a real
// server the tile that deviates is the only coloured one, and a click on it and one on the first
// row select the cause. Takes some ten seconds, in which calls and data grow old.

#include <csignal>
#include <optional>

#include <QScopeGuard>
#include <QSettings>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

#include "core/net/address.h"
#include "monitor/window/banner.h"
#include "tests/gui/testwindow.h"
#include "tests/support/waiting.h"

using namespace Amp;
using namespace Amp::Test;
using Kind = TileFacts::Kind;
using Level = TileFacts::Level;

namespace {

// A door to the server that can be shut, while the server goes on.
class Passage
{
public:
    explicit Passage(quint16 to)
    {
        QObject::connect(&m_door, &QTcpServer::newConnection, &m_door, [this, to] {
            QTcpSocket *near = m_door.nextPendingConnection();
            auto *far = new QTcpSocket(near);
            far->connectToHost(QHostAddress(QHostAddress::LocalHost), to);
            join(near, far);
            join(far, near);
            m_near = near;
        });
        m_door.listen(QHostAddress(QHostAddress::LocalHost));
    }

    QString address() const { return QStringLiteral("127.0.0.1:%1").arg(m_door.serverPort()); }
    void cut()
    {
        m_door.pauseAccepting();
        m_near->abort();
    }
    void open() { m_door.resumeAccepting(); }

private:
    static void join(QTcpSocket *from, QTcpSocket *to)
    {
        QObject::connect(from, &QTcpSocket::readyRead, to, [=] { to->write(from->readAll()); });
        QObject::connect(from, &QTcpSocket::disconnected, to, &QTcpSocket::disconnectFromHost);
    }

    QTcpServer m_door;
    QTcpSocket *m_near = nullptr;
};

// Its upper edge, as painted. Greys of light and dark palettes are below 60.
bool isColoured(Tile &tile)
{
    const QImage image = tile.grab().toImage();
    return image.pixelColor(image.width() / 2, 0).hsvSaturation() > 80;
}

QList<Kind> deviating(const Window &window)
{
    QList<Kind> kinds;
    for (int i = 0; i < TileFacts::kindCount; ++i) {
        if (isColoured(window.tile(Kind(i))))
            kinds.append(Kind(i));
    }
    return kinds;
}

Feed::CallRow selectedCall(Window &window)
{
    const ViewState::Selection selection = window.view().selection();
    const int row =
        selection.kind == ViewState::Kind::Call ? window.data().calls.rowOf(selection.id) : -1;
    return row < 0 ? Feed::CallRow() : window.data().calls.row(row);
}

void clickTile(Window &window, Kind kind)
{
    QTest::mouseClick(&window.tile(kind), Qt::LeftButton);
}

void clickFirstRow(Window &window)
{
    QTest::mouseClick(window.tabs.view().viewport(), Qt::LeftButton, {}, QPoint(60, 12));
}

} // namespace

class TestTroubles : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init() { QSettings().clear(); }
    void cleanupTestCase();

    void healthy();
    void failingProcedure();
    void crashingWorker();
    void disconnected();
    void stale();
    void stuckQueue();

private:
    QTemporaryDir m_folder; // of the settings
    // Has been stuck for seconds when its turn comes.
    std::optional<ServerProcess> m_stuckServer;
    std::optional<Caller> m_stuckCaller;
    CallId m_sleeper;
};

void TestTroubles::initTestCase()
{
    QVERIFY(m_folder.isValid());
    QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_folder.path());
    QCoreApplication::setOrganizationName(QStringLiteral("AMP"));
    QCoreApplication::setApplicationName(QStringLiteral("tst_troubles"));
    QApplication::setStyle(QStringLiteral("Fusion"));
    m_stuckServer.emplace(QStringList{QStringLiteral("--workers=1")});
    m_stuckCaller.emplace(*m_stuckServer);
    m_sleeper = m_stuckCaller->call(1, "sleep", 60).first();
    m_stuckCaller->call(1, "add", 1, 2); // waits longest
    QVERIFY(waitFor([&] { return poolStat(m_stuckCaller->client, "native", "queued") == 1; }));
    m_stuckCaller->call(5, "echo", 1);
}

void TestTroubles::cleanupTestCase()
{
    m_stuckCaller.reset();
    m_stuckServer.reset();
}

// Whether they rise or fall depends on the second in which the calls fell; neither is a colour.
void TestTroubles::healthy()
{
    const ServerProcess server(bothLanguages());
    Window window;
    QVERIFY(window.connectAndWait(server.address()));
    QList<Kind> coloured;
    connect(&window.data().state, &ServerState::updated, &window,
            [&] { coloured += deviating(window); });
    QCOMPARE(window.tile(Kind::Calls).facts().state, QStringLiteral("none yet"));

    Caller caller(server);
    caller.call(1'000, "echo", 1);
    caller.call(3, "divide", 1.0, 2.0);
    QVERIFY(caller.waitForAll());
    const auto &history = window.data().state.history();
    QVERIFY(waitFor([&] {
        quint64 ended = 0;
        for (const Feed::HistoryPoint &point : history)
            ended += point.ended;
        return ended == 1'003;
    }));
    QVERIFY(window.tile(Kind::Calls).facts().state != u"none yet");
    QCOMPARE(window.tile(Kind::Queued).facts().state, QStringLiteral("normal"));
    QCOMPARE(window.tile(Kind::Latency).facts().state, QStringLiteral("normal"));
    QCOMPARE(window.tile(Kind::Failed).facts().state, QStringLiteral("0 in 60 s"));
    QCOMPARE(window.tile(Kind::Busy).facts().state, QStringLiteral("4 idle"));
    QCOMPARE(window.tile(Kind::Clients).facts().state, QStringLiteral("0 in flight"));
    QCOMPARE(deviating(window), QList<Kind>());
    QCOMPARE(coloured, QList<Kind>());
}

void TestTroubles::failingProcedure()
{
    const ServerProcess server(bothLanguages());
    Window window;
    QVERIFY(window.connectAndWait(server.address()));
    Caller caller(server);
    caller.call(50, "echo", 1);
    caller.call(3, "divide", 1.0, 0.0);
    QVERIFY(caller.waitForAll());
    QCOMPARE(caller.ended(ErrorCode::ProcedureFailed), 3);

    QVERIFY(waitFor([&] { return !deviating(window).isEmpty(); }));
    QCOMPARE(deviating(window), QList<Kind>{Kind::Failed});
    QCOMPARE(window.tile(Kind::Failed).facts().level, Level::Slow);
    QCOMPARE(window.tile(Kind::Failed).facts().state, QStringLiteral("3 in 60 s"));
    clickTile(window, Kind::Failed);
    clickFirstRow(window);
    QCOMPARE(selectedCall(window).procedure, QStringLiteral("divide"));
    QCOMPARE(selectedCall(window).code, ErrorCode::ProcedureFailed);
}

void TestTroubles::crashingWorker()
{
    const ServerProcess server(bothLanguages());
    Window window;
    QVERIFY(window.connectAndWait(server.address()));
    Caller caller(server);
    caller.call(500, "echo", 1);
    caller.call(1, "end", "segfault");
    QVERIFY(caller.waitForAll());
    QCOMPARE(caller.ended(ErrorCode::WorkerCrashed), 1);
    caller.call(3, "divide", 1.0, 0.0); // newer, and not what the tile tells
    QVERIFY(caller.waitForAll());

    QVERIFY(waitFor([&] { return !deviating(window).isEmpty(); }));
    QCOMPARE(deviating(window), QList<Kind>{Kind::Failed});
    QCOMPARE(window.tile(Kind::Failed).facts().level, Level::Failed);
    QCOMPARE(window.tile(Kind::Failed).facts().state, QStringLiteral("1 crash"));
    clickTile(window, Kind::Failed);
    clickFirstRow(window);
    QCOMPARE(selectedCall(window).procedure, QStringLiteral("end"));
    QCOMPARE(selectedCall(window).code, ErrorCode::WorkerCrashed);
}

// The link is cut, and the server goes on: what happened meanwhile is there when it is back.
void TestTroubles::disconnected()
{
    const ServerProcess server(bothLanguages());
    Passage passage(server.port());
    Window window;
    QVERIFY(window.connectAndWait(passage.address()));
    Caller caller(server);
    caller.call(3, "echo", 1);
    QVERIFY(caller.waitForAll());
    QVERIFY(waitFor([&] { return window.callsIn(CallState::Succeeded) == 3; }));
    const auto *banner = window.findChild<Banner *>();

    passage.cut();
    QVERIFY(waitFor([&] { return banner->isVisible(); }));
    caller.call(4, "echo", 1);
    QVERIFY(caller.waitForAll());
    QCOMPARE(deviating(window), QList<Kind>()); // the banner is what deviates
    QCOMPARE(window.callsIn(CallState::Succeeded), 3);

    passage.open();
    if (FlatButton *now = window.button(QStringLiteral("Now")))
        QTest::mouseClick(now, Qt::LeftButton);
    QVERIFY(waitFor([&] { return !banner->isVisible(); }));
    QVERIFY(waitFor([&] { return window.callsIn(CallState::Succeeded) == 7; }));
    QCOMPARE(window.data().state.summary().succeeded, 7ull);
    const auto &marks = window.data().state.marks();
    QVERIFY(std::none_of(marks.begin(), marks.end(), [](const auto &mark) {
        return mark.kind == Feed::HistoryMark::Kind::Restarted;
    }));
}

// The server does not answer any more, and nobody has told the window: what was a trouble may be
// none by now.
void TestTroubles::stale()
{
    const ServerProcess server(bothLanguages());
    Window window;
    QVERIFY(window.connectAndWait(server.address()));
    Caller caller(server);
    caller.call(3, "divide", 1.0, 0.0);
    QVERIFY(caller.waitForAll());
    QVERIFY(waitFor([&] { return deviating(window) == QList<Kind>{Kind::Failed}; }));
    server.signal(SIGSTOP);
    const auto goesOn = qScopeGuard([&] { server.signal(SIGCONT); }); // or it could not be ended
    QVERIFY(waitFor([&] { return window.view().freshness() == ViewState::Freshness::Stale; }));
    QCOMPARE(deviating(window), QList<Kind>());
    for (int i = 0; i < TileFacts::kindCount; ++i)
        QVERIFY(window.tile(Kind(i)).facts().state.endsWith(QStringLiteral(" old")));
    server.signal(SIGCONT);
    QVERIFY(waitFor([&] { return window.view().freshness() == ViewState::Freshness::Live; }));
    QCOMPARE(deviating(window), QList<Kind>{Kind::Failed});
}

void TestTroubles::stuckQueue()
{
    Window window;
    QVERIFY(window.connectAndWait(m_stuckServer->address()));
    QVERIFY(waitFor([&] { return !deviating(window).isEmpty(); }));
    QCOMPARE(deviating(window), QList<Kind>{Kind::Queued});
    QCOMPARE(window.tile(Kind::Queued).facts().level, Level::Slow);
    QCOMPARE(window.tile(Kind::Queued).facts().state, QStringLiteral("oldest over 5 s"));
    clickTile(window, Kind::Queued);
    clickFirstRow(window);
    QCOMPARE(selectedCall(window).procedure, QStringLiteral("add"));
    QCOMPARE(selectedCall(window).state, CallState::Queued);

    m_stuckCaller->client.cancel(m_sleeper);
    QVERIFY(m_stuckCaller->waitForAll());
    QVERIFY(waitFor([&] { return deviating(window).isEmpty(); }));
}

QTEST_MAIN(TestTroubles)
#include "tst_troubles.moc"
