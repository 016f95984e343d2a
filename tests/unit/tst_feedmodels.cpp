// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

// The item models of a server under streams of updates, beside what must be known afterwards.

#include <algorithm>
#include <random>

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

#include "client/models/callmodel.h"
#include "client/models/clientmodel.h"
#include "client/models/logmodel.h"
#include "client/models/proceduremodel.h"
#include "client/models/serverstate.h"
#include "client/models/updatebatch.h"
#include "client/models/workermodel.h"
#include "tests/support/feedstream.h"

using namespace Amp;
using namespace Amp::Feed;
using Amp::Test::FeedStream;

namespace {

// What somebody knows of a model who hears its signals and reads only the cells that they name.
class Listener
{
public:
    explicit Listener(QAbstractItemModel &model)
        : m_model(model)
    {
        QObject::connect(&model, &QAbstractItemModel::rowsInserted, &m_context,
                         [this](const QModelIndex &, int first, int last) {
                             ++insertions;
                             for (int row = first; row <= last; ++row)
                                 m_rows.insert(m_rows.begin() + row, read(row));
                         });
        QObject::connect(&model, &QAbstractItemModel::rowsRemoved, &m_context,
                         [this](const QModelIndex &, int first, int last) {
                             m_rows.erase(m_rows.begin() + first, m_rows.begin() + last + 1);
                         });
        QObject::connect(
            &model, &QAbstractItemModel::dataChanged, &m_context,
            [this](const QModelIndex &first, const QModelIndex &last) { reread(first, last); });
        QObject::connect(&model, &QAbstractItemModel::modelReset, &m_context, [this] { ++resets; });
    }

    bool isUpToDate() const
    {
        if (int(m_rows.size()) != m_model.rowCount())
            return false;
        for (int row = 0; row < m_model.rowCount(); ++row) {
            if (m_rows[size_t(row)] != read(row))
                return false;
        }
        return true;
    }

    int insertions = 0;
    int resets = 0;

private:
    using Cells = QVariantList;

    Cells read(int row) const
    {
        Cells cells;
        for (int column = 0; column < m_model.columnCount(); ++column)
            cells.append(m_model.index(row, column).data(FeedModel::RawRole));
        return cells;
    }
    void reread(const QModelIndex &first, const QModelIndex &last)
    {
        for (int row = first.row(); row <= last.row(); ++row) {
            for (int column = first.column(); column <= last.column(); ++column)
                m_rows[size_t(row)][column] = m_model.index(row, column).data(FeedModel::RawRole);
        }
    }

    QAbstractItemModel &m_model;
    QObject m_context;
    std::vector<Cells> m_rows;
};

template <typename Model>
struct Watched
{
    Model model;
    QAbstractItemModelTester tester{&model, QAbstractItemModelTester::FailureReportingMode::QtTest};
    Listener listener{model};
};

template <typename Model, typename Rows>
bool hasExactly(const Model &model, const Rows &rows)
{
    if (model.rowCount() != int(rows.size()))
        return false;
    for (const auto &[id, row] : rows) {
        const int at = model.rowOf(id);
        if (at < 0 || !(model.row(at) == row))
            return false;
    }
    return true;
}

CallRow call(quint64 id, CallState state)
{
    CallRow row;
    row.id = id;
    row.state = state;
    row.procedure = QStringLiteral("echo");
    row.acceptedAt = qint64(id);
    row.startedAt = state == CallState::Queued ? 0 : qint64(id) + 1;
    row.endedAt = CallModel::hasEnded(state) ? qint64(id) + 2 : 0;
    return row;
}

Update delta(std::vector<CallRow> calls)
{
    Update update;
    update.topics = bit(Topic::Calls);
    update.calls = std::move(calls);
    return update;
}

Update ended(quint64 first, int count, CallState state)
{
    std::vector<CallRow> calls;
    for (int i = 0; i < count; ++i)
        calls.push_back(call(first + quint64(i), state));
    return delta(calls);
}

HistoryPoint point(qint64 second, quint32 seconds = 1)
{
    HistoryPoint point;
    point.at = second * 1'000'000;
    point.seconds = seconds;
    return point;
}

Update history(qint64 now, std::vector<HistoryPoint> points, bool isSnapshot = false)
{
    Update update;
    update.isSnapshot = isSnapshot;
    update.epoch = 1;
    update.topics = bit(Topic::History) | bit(Topic::Summary);
    update.summary.emplace().now = now * 1'000'000;
    update.history = std::move(points);
    return update;
}

qsizetype finePoints(const ServerState &state)
{
    return std::count_if(state.history().begin(), state.history().end(),
                         [](const HistoryPoint &each) { return each.seconds == 1; });
}

// Ascending, and never two points of the same time.
bool isContinuous(const ServerState &state)
{
    qint64 end = 0;
    for (const HistoryPoint &point : state.history()) {
        if (point.at - point.seconds * 1'000'000 < end)
            return false;
        end = point.at;
    }
    return true;
}

} // namespace

class TestFeedModels : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void streams_data();
    void streams();
    void batchesSayTheSame_data();
    void batchesSayTheSame();
    void successesDoNotPushOutFailures();
    void endedCallsAreBounded();
    void endedCallsStayThroughSnapshots();
    void rowsKeepWhoTheyAre();
    void scatteredRemovalsKeepTheOrder();
    void onlyChangedCellsAreTold();
    void growingDurationsSortByTheirStart();
    void logIsBounded();
    void timesOfProcedures();
    void clearForgets();

    void oldHistoryBecomesCoarse();
    void historyOutlivesRestart();
    void timelineIsBounded();
    void longBatchesAreBounded();
};

void TestFeedModels::streams_data()
{
    QTest::addColumn<quint32>("seed");
    for (quint32 seed = 1; seed <= 3; ++seed)
        QTest::addRow("seed %u", seed) << seed;
}

void TestFeedModels::streams()
{
    QFETCH(quint32, seed);
    FeedStream stream(seed);
    Watched<CallModel> calls;
    Watched<WorkerModel> workers;
    Watched<ProcedureModel> procedures;
    Watched<ClientModel> clients;
    Watched<LogModel> log;
    for (int tick = 0; tick < 100; ++tick) {
        const int before = calls.listener.insertions;
        const Update update = stream.next();
        for (FeedModel *model : std::initializer_list<FeedModel *>{
                 &calls.model, &workers.model, &procedures.model, &clients.model, &log.model})
            model->apply(update);
        QVERIFY(hasExactly(calls.model, stream.calls));
        QVERIFY(hasExactly(workers.model, stream.workers));
        QVERIFY(hasExactly(procedures.model, stream.procedures));
        QVERIFY(hasExactly(clients.model, stream.clients));
        QCOMPARE(log.model.rowCount(), int(stream.log.size()));
        QVERIFY(calls.listener.insertions - before <= 1);
        if (tick % 10)
            continue;
        QVERIFY(calls.listener.isUpToDate());
        QVERIFY(workers.listener.isUpToDate());
        QVERIFY(procedures.listener.isUpToDate());
        QVERIFY(clients.listener.isUpToDate());
        QVERIFY(log.listener.isUpToDate());
    }
    QVERIFY(stream.epoch > 1);
    QCOMPARE(calls.listener.resets + workers.listener.resets + clients.listener.resets +
                 procedures.listener.resets + log.listener.resets,
             0);
    for (int row = 0; row < log.model.rowCount(); ++row)
        QVERIFY(log.model.row(row) == stream.log[size_t(row)]);
}

void TestFeedModels::batchesSayTheSame_data()
{
    streams_data();
}

// However many updates are merged, the tables are the same afterwards.
void TestFeedModels::batchesSayTheSame()
{
    QFETCH(quint32, seed);
    FeedStream stream(seed);
    CallModel calls;
    WorkerModel workers;
    ClientModel clients;
    ProcedureModel procedures;
    LogModel log;
    UpdateBatch batch;
    for (int tick = 1; tick <= 210; ++tick) {
        batch.add(stream.next());
        if (tick % 7)
            continue;
        for (const Update &update : batch.take()) {
            for (FeedModel *model :
                 std::initializer_list<FeedModel *>{&calls, &workers, &clients, &procedures, &log})
                model->apply(update);
        }
        QVERIFY(batch.isEmpty());
        QVERIFY(hasExactly(workers, stream.workers));
        QVERIFY(hasExactly(clients, stream.clients));
        QVERIFY(hasExactly(procedures, stream.procedures));
        QVERIFY(hasExactly(calls, stream.calls));
        QCOMPARE(log.rowCount(), int(stream.log.size()));
    }
}

void TestFeedModels::successesDoNotPushOutFailures()
{
    CallModel model;
    model.apply(ended(1, 10, CallState::Failed));
    quint64 next = 11;
    for (int i = 0; i < 50; ++i, next += 3000)
        model.apply(ended(next, 3000, CallState::Succeeded));
    for (quint64 id = 1; id <= 10; ++id)
        QVERIFY(model.rowOf(id) >= 0);
    QCOMPARE(model.rowCount(), int(EndedCalls::maxRecent) + 10);
    QCOMPARE(model.row(model.rowCount() - 1).id, next - 1);

    // Other failures do.
    model.apply(ended(next, int(EndedCalls::maxFailures) - 5, CallState::TimedOut));
    for (quint64 id = 1; id <= 10; ++id)
        QCOMPARE(model.rowOf(id) >= 0, id > 5);
}

void TestFeedModels::endedCallsAreBounded()
{
    CallModel model;
    model.apply(delta({call(1, CallState::Queued), call(2, CallState::Running)}));
    model.apply(ended(3, 100'000, CallState::Cancelled)); // more than fit, at once
    QCOMPARE(model.rowCount(), int(EndedCalls::maxRecent) + 2);
    QVERIFY(model.rowOf(1) >= 0);
    QVERIFY(model.rowOf(2) >= 0);
    QCOMPARE(model.rowOf(3), -1);
    QVERIFY(model.rowOf(100'002) >= 0);
    model.apply(ended(200'000, 100'000, CallState::Failed));
    QCOMPARE(model.rowCount(), int(EndedCalls::maxRecent) + 2);
}

void TestFeedModels::endedCallsStayThroughSnapshots()
{
    CallModel model;
    model.apply(delta({call(1, CallState::Succeeded), call(2, CallState::Running)}));
    Update snapshot = delta({call(3, CallState::Succeeded)});
    snapshot.isSnapshot = true;
    model.apply(snapshot);
    QVERIFY(model.rowOf(1) >= 0);
    QCOMPARE(model.rowOf(2), -1); // it has ended, and nobody can say how
    snapshot.epoch = 2;
    model.apply(snapshot);
    QCOMPARE(model.rowCount(), 1);
}

void TestFeedModels::rowsKeepWhoTheyAre()
{
    CallModel model;
    model.apply(delta({call(70'000, CallState::Queued)}));
    model.apply(ended(1, 60'000, CallState::Succeeded));
    model.apply(delta({call(70'001, CallState::Running)}));
    const QPersistentModelIndex first = model.index(model.rowOf(70'000), 0);
    const QPersistentModelIndex second = model.index(model.rowOf(70'001), 0);
    model.apply(ended(100'000, 30'000, CallState::Succeeded));
    model.apply(delta({call(70'000, CallState::Running), call(70'001, CallState::Failed)}));
    QCOMPARE(first.data(FeedModel::IdRole).toULongLong(), 70'000ull);
    QCOMPARE(second.data(FeedModel::IdRole).toULongLong(), 70'001ull);
    QCOMPARE(model.row(second.row()).state, CallState::Failed);
}

// Updates that remove and append, only remove, or only append, beside a list that does the same.
void TestFeedModels::scatteredRemovalsKeepTheOrder()
{
    Watched<CallModel> calls;
    std::vector<quint64> ids;
    std::mt19937_64 random(5);
    quint64 last = 0;
    for (int tick = 0; tick < 100; ++tick) {
        Update update = delta({});
        const size_t leaving = tick % 3 == 1 ? 0 : random() % 30;
        std::sample(ids.begin(), ids.end(), std::back_inserter(update.goneCalls), leaving, random);
        std::shuffle(update.goneCalls.begin(), update.goneCalls.end(), random);
        std::erase_if(ids, [&](quint64 id) {
            return std::ranges::find(update.goneCalls, id) != update.goneCalls.end();
        });
        for (int i = 0; tick % 3 < 2 && i < 20; ++i) {
            update.calls.push_back(call(++last, CallState::Queued));
            ids.push_back(last);
        }
        calls.model.apply(update);
        QCOMPARE(calls.model.rowCount(), int(ids.size()));
        for (int row = 0; row < int(ids.size()); ++row) {
            QCOMPARE(calls.model.row(row).id, ids[size_t(row)]);
            QCOMPARE(calls.model.rowOf(ids[size_t(row)]), row);
        }
        for (const quint64 id : update.goneCalls)
            QCOMPARE(calls.model.rowOf(id), -1);
        QVERIFY(calls.listener.isUpToDate());
    }
}

void TestFeedModels::onlyChangedCellsAreTold()
{
    WorkerModel model;
    Update update;
    update.topics = bit(Topic::Workers);
    for (quint32 id = 1; id <= 6; ++id)
        update.workers.emplace_back().id = id;
    model.apply(update);
    QSignalSpy changes(&model, &QAbstractItemModel::dataChanged);
    model.apply(update);
    QCOMPARE(changes.size(), 0);

    using Column = WorkerModel::Column;
    for (const size_t at : {1, 2, 4}) {
        update.workers[at].cpuPermille = 500;
        update.workers[at].memoryBytes = 1;
        update.workers[at].restarts = 1;
    }
    update.workers[4].lastRestartWhy = QStringLiteral("recycled");
    model.apply(update);
    QStringList told;
    for (const QVariantList &change : changes) {
        const auto first = change[0].toModelIndex();
        const auto last = change[1].toModelIndex();
        told << QStringLiteral("%1-%2:%3-%4")
                    .arg(first.row())
                    .arg(last.row())
                    .arg(first.column())
                    .arg(last.column());
    }
    const auto cells = [](int first, int last, Column from, Column to) {
        return QStringLiteral("%1-%2:%3-%4").arg(first).arg(last).arg(int(from)).arg(int(to));
    };
    QCOMPARE(told, QStringList({cells(1, 2, Column::Memory, Column::Restarts),
                                cells(4, 4, Column::Memory, Column::Restarts),
                                cells(4, 4, Column::Why, Column::Why)}));
}

void TestFeedModels::growingDurationsSortByTheirStart()
{
    CallModel model;
    CallRow old = call(1, CallState::Running);
    CallRow young = call(2, CallState::Running);
    CallRow longest = call(3, CallState::Succeeded);
    old.startedAt = 1'000'000;
    young.startedAt = 9'000'000;
    longest.startedAt = 1;
    longest.endedAt = 3'600'000'000;
    Update update = delta({young, old, longest});
    update.summary.emplace().now = 10'000'000;
    model.apply(update);
    const auto running = [&](quint64 id, int role) {
        return model.index(model.rowOf(id), int(CallModel::Column::Running)).data(role);
    };
    QVERIFY(running(1, FeedModel::RawRole).toLongLong() >
            running(2, FeedModel::RawRole).toLongLong());
    QVERIFY(running(2, FeedModel::RawRole).toLongLong() >
            running(3, FeedModel::RawRole).toLongLong());
    QCOMPARE(running(1, Qt::DisplayRole).toString(), QStringLiteral("9000"));
    const QVariant before = running(1, FeedModel::RawRole);
    update.summary->now += 5'000'000;
    model.apply(update);
    QCOMPARE(running(1, FeedModel::RawRole), before);
    QCOMPARE(running(1, Qt::DisplayRole).toString(), QStringLiteral("14000"));
}

void TestFeedModels::logIsBounded()
{
    LogModel model;
    Update update;
    update.topics = bit(Topic::Log);
    for (quint64 i = 1; i <= 25'000; ++i)
        update.log.emplace_back().sequence = i;
    model.apply(update);
    QCOMPARE(model.rowCount(), LogModel::maxLines);
    QCOMPARE(model.row(0).sequence, 5'001ull);
    const QVariant id = model.index(100, 0).data(FeedModel::IdRole);
    update.log = {LogLine()};
    update.log[0].sequence = 25'001;
    model.apply(update);
    QCOMPARE(model.rowCount(), LogModel::maxLines);
    QCOMPARE(model.index(99, 0).data(FeedModel::IdRole), id);
    model.apply(update); // known already
    QCOMPARE(model.row(0).sequence, 5'002ull);
}

void TestFeedModels::timesOfProcedures()
{
    ProcedureModel model;
    Listener listener(model);
    Update update;
    update.topics = bit(Topic::Procedures);
    ProcedureRow row;
    row.name = QStringLiteral("add");
    row.calls = 4;
    row.failed = 1;
    row.runningTime = 30;
    row.total.p99 = 4210;
    row.waiting.p99 = 98;
    ProcedureRow other;
    other.name = QStringLiteral("echo");
    other.runningTime = 90;
    update.procedures = {row, other};
    model.apply(update);
    const auto text = [&](ProcedureModel::Column column) {
        return model.index(0, int(column)).data().toString();
    };
    QCOMPARE(text(ProcedureModel::Column::P99), QStringLiteral("4.21"));
    QCOMPARE(text(ProcedureModel::Column::FailedShare), QStringLiteral("25.00"));
    QCOMPARE(text(ProcedureModel::Column::WorkerTime), QStringLiteral("25.00"));
    model.setTimes(ProcedureModel::Times::Waiting);
    QVERIFY(listener.isUpToDate());
    QCOMPARE(text(ProcedureModel::Column::P99), QStringLiteral("0.098"));
}

void TestFeedModels::clearForgets()
{
    CallModel model;
    model.apply(ended(1, 10, CallState::Succeeded));
    QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
    model.clear();
    QCOMPARE(resets.size(), 1);
    QCOMPARE(model.rowCount(), 0);
    model.apply(ended(1, 10, CallState::Succeeded));
    QCOMPARE(model.rowCount(), 10);
}

// ServerState

void TestFeedModels::oldHistoryBecomesCoarse()
{
    ServerState state;
    std::vector<HistoryPoint> points;
    for (qint64 at = 10; at <= 1000; at += 10)
        points.push_back(point(at, 10));
    for (qint64 at = 901; at <= 1000; ++at)
        points.push_back(point(at));
    state.apply(history(1000, points, true));
    QCOMPARE(finePoints(state), 100);
    for (qint64 at = 1001; at <= 3000; ++at) {
        points = {point(at)};
        if (at % 10 == 0)
            points.push_back(point(at, 10));
        state.apply(history(at, points));
        QVERIFY(isContinuous(state));
    }
    QCOMPARE(state.history().back().at, 3000'000'000);
    const qsizetype fine = finePoints(state);
    QVERIFY2(fine >= 900 && fine <= 920, qPrintable(QString::number(fine)));
    QCOMPARE(state.history().front().at, 10'000'000);
    state.apply(history(3000 + 7 * 3600, {}));
    QVERIFY(state.history().empty());
}

void TestFeedModels::historyOutlivesRestart()
{
    ServerState state;
    QSignalSpy restarts(&state, &ServerState::serverRestarted);
    state.apply(history(100, {point(98), point(99), point(100)}, true));
    Update fresh = history(200, {point(151), point(152)}, true);
    fresh.epoch = 2;
    fresh.summary->startedAt = 150'000'000;
    fresh.marks = {{150'000'000, HistoryMark::Kind::Started, QStringLiteral("started")}};
    state.apply(fresh);
    QCOMPARE(restarts.size(), 1);
    QCOMPARE(state.history().size(), size_t(5));
    QVERIFY(isContinuous(state));
    QCOMPARE(state.marks().size(), size_t(1));
    QCOMPARE(state.marks()[0].kind, HistoryMark::Kind::Restarted);

    state.apply(fresh); // of the same server: nothing is twice
    QCOMPARE(restarts.size(), 1);
    QCOMPARE(state.history().size(), size_t(5));
    QCOMPARE(state.marks().size(), size_t(1));
    state.clear();
    QVERIFY(state.isEmpty());
}

void TestFeedModels::timelineIsBounded()
{
    ServerState state;
    for (qint64 at = 1; at <= 2000; ++at) {
        Update update = history(at, {});
        update.topics |= bit(Topic::Timeline);
        update.busy = {{7, (at - 1) * 1'000'000, at * 1'000'000, 128}};
        update.bars.emplace_back().worker = 7;
        update.bars.back().to = at * 1'000'000;
        state.apply(update);
    }
    QCOMPARE(state.lane(7).busy.size(), size_t(901));
    QCOMPARE(state.lane(7).bars.size(), size_t(901));
    QVERIFY(state.lane(8).busy.empty());
}

// A view that is held for hours collects what its tables can show, and no more.
void TestFeedModels::longBatchesAreBounded()
{
    UpdateBatch batch;
    batch.add(ended(1, 10, CallState::Failed));
    for (quint64 i = 0; i < 100; ++i)
        batch.add(ended(100 + i * 3000, 3000, CallState::Succeeded));
    const std::vector<Update> updates = batch.take();
    QCOMPARE(updates.size(), size_t(1));
    QVERIFY(updates[0].calls.size() <= 2 * EndedCalls::maxRecent);
    CallModel model;
    model.apply(updates[0]);
    QVERIFY(model.rowOf(1) >= 0);
    QCOMPARE(model.rowCount(), int(EndedCalls::maxRecent) + 10);
}

QTEST_GUILESS_MAIN(TestFeedModels)
#include "tst_feedmodels.moc"
