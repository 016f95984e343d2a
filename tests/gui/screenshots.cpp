// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

// Saves pictures of every state of the monitor's real window, light and dark, to be looked at:
//   amp-screenshots FOLDER [NAME]...    all, or those whose name contains one of the words
//   amp-screenshots --server=ADDRESS FILE SECONDS    a running server, after so long

#include <cstdio>
#include <functional>

#include <QApplication>
#include <QCursor>
#include <QDir>
#include <QElapsedTimer>
#include <QSettings>
#include <QStandardPaths>
#include <QTest>

#include "monitor/mainwindow.h"
#include "monitor/sources/demosource.h"
#include "monitor/theme.h"
#include "monitor/views/tabarea.h"
#include "monitor/views/tableview.h"
#include "monitor/window/connectpage.h"

using namespace Amp;
using Scenario = DemoLoad::Scenario;
using Kind = ViewState::Kind;

namespace {

constexpr qint64 minute = 60'000'000;

// The demo under another name, which can be lost and may be without rights.
class StagedSource : public DemoSource
{
public:
    StagedSource(Scenario scenario, QString name)
        : DemoSource(scenario)
        , m_name(std::move(name))
    {}

    QString name() const override { return m_name; }
    QString address() const override { return QStringLiteral("127.0.0.1:1337"); }
    void lose(const QString &reason)
    {
        stop();
        const qint64 now = QDateTime::currentMSecsSinceEpoch() * 1000;
        setState(State::Lost, reason, now, now + 16'000'000);
    }

private:
    const QString m_name;
};

struct Shot
{
    const char *name;
    QSize size = {1440, 900};
    Scenario scenario = Scenario::Healthy;
    QString server = QStringLiteral("prod-1");
    bool mayOperate = true;
    std::function<void(MainWindow &)> stage = {};
};

TabArea &tabs(MainWindow &window)
{
    return *window.findChild<TabArea *>();
}

void select(MainWindow &window, Kind kind, quint64 id, const QString &name = {})
{
    window.view().select({kind, id, name});
}

quint64 callOf(MainWindow &window, const QString &procedure, Feed::CallState state)
{
    const CallModel &calls = window.data().calls;
    quint64 found = 0;
    qint64 since = 0;
    for (int row = 0; row < calls.rowCount(); ++row) {
        const Feed::CallRow &call = calls.row(row);
        if (call.procedure != procedure || call.state != state)
            continue;
        if (found == 0 || call.startedAt < since) {
            found = call.id;
            since = call.startedAt;
        }
    }
    return found;
}

quint64 lastCrash(MainWindow &window)
{
    const CallModel &calls = window.data().calls;
    quint64 found = 0;
    for (int row = 0; row < calls.rowCount(); ++row) {
        if (calls.row(row).code == ErrorCode::WorkerCrashed)
            found = std::max(found, calls.row(row).id);
    }
    return found;
}

void setCrossHair(MainWindow &window)
{
    window.view().setCrossHair(window.view().now() - 11'000'000);
}

void showRunning(MainWindow &window)
{
    tabs(window).showRows(TabArea::Calls, 2);
    select(window, Kind::Call,
           callOf(window, QStringLiteral("Video::transcode"), Feed::CallState::Running));
}

const Shot shots[] = {
    {.name = "1-live-running-call-selected",
     .stage =
         [](MainWindow &window) {
             showRunning(window);
             setCrossHair(window);
         }},
    {.name = "2-trouble-crash-loop-slow-call-kill",
     .scenario = Scenario::CrashLoop,
     .stage =
         [](MainWindow &window) {
             tabs(window).showRows(TabArea::Calls, 4, QStringLiteral("pool:python"));
             select(window, Kind::Call, lastCrash(window));
             window.askKill(7);
         }},
    {.name = "3-first-start-connect", .server = {}},
    {.name = "4-disconnected-stale",
     .stage =
         [](MainWindow &window) {
             tabs(window).showRows(TabArea::Calls, 3);
             tabs(window).view().setFollowing(false);
             select(window, Kind::Call,
                    callOf(window, QStringLiteral("Invoice::render"), Feed::CallState::Succeeded));
             static_cast<StagedSource *>(window.source())
                 ->lose(QStringLiteral("connection reset by peer"));
             tabs(window).view().scrollTo(tabs(window).view().currentIndex(),
                                          QAbstractItemView::PositionAtCenter);
             QTest::qWait(12'000);
         }},
    {.name = "5-procedures-histogram-read-only",
     .scenario = Scenario::Restarted,
     .mayOperate = false,
     .stage =
         [](MainWindow &window) {
             window.view().setSpan(15 * minute);
             tabs(window).setTab(TabArea::Procedures);
             select(window, Kind::Procedure, 0, QStringLiteral("Invoice::render"));
         }},
    {.name = "6-narrow-1024x700", .size = {1024, 700}, .stage = showRunning},
    {.name = "7-idle-no-calls-yet",
     .scenario = Scenario::Idle,
     .server = QStringLiteral("this machine")},
    {.name = "8-workers-tab-crash-loop",
     .scenario = Scenario::CrashLoop,
     .stage =
         [](MainWindow &window) {
             tabs(window).setTab(TabArea::Workers);
             tabs(window).view().sortBy(int(WorkerModel::Column::Restarts), Qt::DescendingOrder);
             select(window, Kind::Worker, 14);
         }},
};

void rememberServers()
{
    const QDate today = QDate::currentDate();
    RecentServers::remember({QStringLiteral("this machine"), QStringLiteral("local:amp"), true,
                             QDateTime(QDate(today.year(), 7, 18), QTime(12, 0))});
    RecentServers::remember({QStringLiteral("staging"), QStringLiteral("[fd00:4::20]:1337"), true,
                             QDateTime(QDate(today.year(), 7, 21), QTime(12, 0))});
    RecentServers::remember({QStringLiteral("prod-2"), QStringLiteral("10.0.4.11:1337"), false,
                             QDateTime(today.addDays(-1), QTime(17, 40))});
    RecentServers::remember({QStringLiteral("prod-1"), QStringLiteral("10.0.4.10:1337"), true,
                             QDateTime(today, QTime(9, 12))});
}

bool take(const Shot &shot, bool isDark, const QDir &folder)
{
    QApplication::setPalette(isDark ? Theme::darkPalette() : Theme::lightPalette());
    QSettings().clear();
    rememberServers();
    MainWindow window;
    window.resize(shot.size);
    QCursor::setPos(window.width() / 2, window.height() - 4);
    window.show();
    if (!shot.server.isEmpty()) {
        auto source = std::make_unique<StagedSource>(shot.scenario, shot.server);
        source->setMayOperate(shot.mayOperate);
        window.show(std::move(source));
        QTest::qWait(2'200); // until rates are known
    }
    if (shot.stage)
        shot.stage(window);
    QTest::qWait(400);
    const QString file =
        folder.filePath(QLatin1String(shot.name) +
                        (isDark ? QLatin1String("-dark.png") : QLatin1String("-light.png")));
    std::printf("%s\n", qPrintable(file));
    return window.grab().save(file);
}

bool isWanted(const QString &name, const QStringList &words)
{
    return words.isEmpty() || std::any_of(words.begin(), words.end(),
                                          [&](const QString &word) { return name.contains(word); });
}

bool takeServer(const QString &address, const QString &file, int seconds)
{
    QApplication::setPalette(Theme::lightPalette());
    MainWindow window;
    QCursor::setPos(window.width() / 2, window.height() - 4);
    window.show();
    window.connectTo(address);
    QTest::qWait(seconds * 1000);
    tabs(window).showRows(TabArea::Calls, 2);
    select(window, Kind::Call,
           callOf(window, QStringLiteral("monthly_report"), Feed::CallState::Running));
    QTest::qWait(300);
    return window.grab().save(file);
}

} // namespace

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    QStandardPaths::setTestModeEnabled(true);
    QCoreApplication::setOrganizationName(QStringLiteral("AMP"));
    QCoreApplication::setApplicationName(QStringLiteral("amp-monitor-screenshots"));
    QCoreApplication::setApplicationVersion(QStringLiteral("1.0.0"));
    QApplication::setStyle(QStringLiteral("Fusion"));
    QApplication::setFont(Type::font(Type::Role::Body));
    const QStringList arguments = application.arguments().sliced(1);
    const QString serverOption = QStringLiteral("--server=");
    if (arguments.size() == 3 && arguments.first().startsWith(serverOption))
        return takeServer(arguments[0].mid(serverOption.size()), arguments[1], arguments[2].toInt())
                   ? 0
                   : 1;
    if (arguments.isEmpty()) {
        std::fputs("Write it as: amp-screenshots FOLDER [NAME]...\n", stderr);
        return 2;
    }
    const QDir folder(arguments.first());
    if (!folder.mkpath(QStringLiteral("."))) {
        std::fputs("The folder cannot be made.\n", stderr);
        return 1;
    }
    bool isDone = true;
    for (const Shot &shot : shots) {
        for (const bool isDark : {false, true}) {
            const QString name = QLatin1String(shot.name) +
                                 (isDark ? QLatin1String("-dark") : QLatin1String("-light"));
            if (isWanted(name, arguments.sliced(1)))
                isDone = take(shot, isDark, folder) && isDone;
        }
    }
    QSettings().clear();
    return isDone ? 0 : 1;
}
