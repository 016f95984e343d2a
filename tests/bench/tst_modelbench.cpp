// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

// How long the table of calls takes for a tick: 100,000 rows, 1,000 of them change, for every end
// there is a new call, and the oldest leave. The bound is generous; the figures are printed.

#include <algorithm>
#include <ctime>

#include <QPersistentModelIndex>
#include <QTest>

#include "client/models/callmodel.h"

using namespace Amp;
using namespace Amp::Feed;

namespace {

constexpr int liveCalls = 30'400; // with 65,536 recent and 4,096 failed ones: 100,032 rows
constexpr int changesPerTick = 1000;
constexpr int ticks = 250;

// Calls that are accepted, started and ended in turn, one in a hundred of them with a failure.
class Load
{
public:
    Update accept(int count)
    {
        Update update = empty();
        for (int i = 0; i < count; ++i) {
            CallRow call;
            call.id = ++m_accepted;
            call.procedure = QStringLiteral("Video::transcode");
            call.client = QStringLiteral("backoffice");
            call.address = QStringLiteral("10.0.4.71:55092");
            call.acceptedAt = m_now;
            update.calls.push_back(call);
        }
        return update;
    }

    // A third is accepted, a third starts, a third ends.
    Update tick()
    {
        Update update = accept(changesPerTick / 3);
        for (int i = 0; i < changesPerTick / 3; ++i)
            update.calls.push_back(started(++m_started));
        for (int i = 0; i < changesPerTick / 3; ++i)
            update.calls.push_back(ended(++m_ended));
        return update;
    }

    Update end(int count, CallState state)
    {
        Update update = empty();
        for (int i = 0; i < count; ++i) {
            update.calls.push_back(ended(++m_accepted));
            update.calls.back().state = state;
        }
        m_started = m_ended = m_accepted;
        return update;
    }

private:
    Update empty()
    {
        m_now += 100'000;
        Update update;
        update.topics = bit(Topic::Calls);
        return update;
    }
    CallRow started(quint64 id) const
    {
        CallRow call;
        call.id = id;
        call.state = CallState::Running;
        call.procedure = QStringLiteral("Video::transcode");
        call.worker = quint32(id % 64);
        call.acceptedAt = m_now - 5'000'000;
        call.startedAt = m_now;
        return call;
    }
    CallRow ended(quint64 id) const
    {
        CallRow call = started(id);
        call.state = id % 100 ? CallState::Succeeded : CallState::Failed;
        call.endedAt = m_now + 1;
        return call;
    }

    qint64 m_now = 1'700'000'000'000'000;
    quint64 m_accepted = 0;
    quint64 m_started = 0; // the last one of them
    quint64 m_ended = 0;
};

} // namespace

class TestModelBench : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void ticksOfAFullTable();
};

void TestModelBench::ticksOfAFullTable()
{
    Load load;
    CallModel model;
    model.apply(load.end(int(EndedCalls::maxFailures), CallState::Failed));
    model.apply(load.end(int(EndedCalls::maxRecent), CallState::Succeeded));
    model.apply(load.accept(liveCalls));
    const QPersistentModelIndex selected = model.index(model.rowCount() - 1, 0);
    qInfo("%d rows", model.rowCount());

    std::vector<qint64> took; // microseconds of processor time: others may be busy
    for (int i = 0; i < ticks; ++i) {
        const Update update = load.tick();
        const std::clock_t start = std::clock();
        model.apply(update);
        took.push_back(qint64(std::clock() - start) * 1'000'000 / CLOCKS_PER_SEC);
    }
    std::sort(took.begin(), took.end());
    qInfo("%d changes a tick, %d ticks: p50 %lld us, p99 %lld us, max %lld us", changesPerTick,
          ticks, took[ticks / 2], took[ticks * 99 / 100], took.back());
    QVERIFY(selected.isValid());
    QVERIFY2(took[ticks / 2] < 50'000, "a tick of the model takes longer than a frame");
}

QTEST_GUILESS_MAIN(TestModelBench)
#include "tst_modelbench.moc"
