// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

// Holds the ways to hear of a call to telling it exactly once, in whatever order the call ends, is
// listened to and cancelled, and context, call and dispatcher are deleted. Seeded: AMP_SEED=n
// starts elsewhere, AMP_FUTURE_ROUNDS=n tries more orders.

#include <algorithm>
#include <random>

#include <QPointer>
#include <QTest>

#include <Amp/Coroutine>
#include <Amp/TestDispatcher>

using namespace Amp;
using namespace std::chrono_literals;

namespace {

// What can happen. A turn of the event loop hands over what has ended.
enum class Step { Listen, End, Turn, Cancel, DeleteContext, DeleteCall, DeleteDispatcher };

QString nameOf(Step step)
{
    const char *const names[] = {
        "listen", "end", "turn", "cancel", "deleteContext", "deleteCall", "deleteDispatcher"};
    return QString::fromLatin1(names[int(step)]);
}

QString nameOf(const std::vector<Step> &steps)
{
    QStringList names;
    for (const Step step : steps)
        names.append(nameOf(step));
    return names.join(u' ');
}

bool deletes(Step step)
{
    return step == Step::DeleteContext || step == Step::DeleteCall ||
           step == Step::DeleteDispatcher;
}

enum class Told { Value, Failure, Cancelled };

void turn()
{
    QCoreApplication::sendPostedEvents();
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
}

// One call in one order of steps, of which those that delete may be missing.
struct Round
{
    Round(std::mt19937 &random, const std::vector<Step> &possible)
        : succeeds(random() % 2 == 0)
    {
        for (const Step step : possible) {
            const bool always = step == Step::Listen || step == Step::End;
            if (always || random() % 2 == 0)
                steps.push_back(step);
        }
        std::shuffle(steps.begin(), steps.end(), random);
        if (succeeds)
            dispatcher->on("f").delay(1s).result(7);
        else
            dispatcher->on("f").delay(1s).fail(ErrorCode::ProcedureFailed, QStringLiteral("no"));
    }
    ~Round() { delete context; }
    Q_DISABLE_COPY_MOVE(Round)

    // Those that are the same however one listens.
    void take(Step step)
    {
        if (step == Step::End && dispatcher)
            dispatcher->advance(1s);
        else if (step == Step::Turn)
            turn();
        else if (step == Step::DeleteContext)
            delete std::exchange(context, nullptr);
        else if (step == Step::DeleteDispatcher)
            dispatcher.reset();
    }
    void tell(Told how) { told.push_back(how); }

    const bool succeeds;
    std::vector<Step> steps;
    std::unique_ptr<TestDispatcher> dispatcher = std::make_unique<TestDispatcher>();
    QObject *context = new QObject;
    std::vector<Told> told;
};

// What somebody who listens must be told, followed along the steps.
class Expectation
{
public:
    explicit Expectation(bool succeeds)
        : m_succeeds(succeeds)
    {}

    void after(Step step)
    {
        switch (step) {
        case Step::Listen:
            m_listens = m_hasContext;
            break;
        case Step::End:
            m_isEnded = m_hasDispatcher;
            break;
        case Step::Turn:
            if (m_isEnded && m_hasDispatcher)
                finish(m_succeeds ? Told::Value : Told::Failure);
            break;
        case Step::Cancel:
            m_isCancelled = m_isCancelled || !m_isFinished;
            m_mayBeCancelled = m_mayBeCancelled || !m_listens;
            break;
        case Step::DeleteContext:
            m_hasContext = false;
            break;
        case Step::DeleteCall:
            break;
        case Step::DeleteDispatcher:
            finish(Told::Failure);
            m_hasDispatcher = false;
            break;
        }
        if (m_listens && m_isFinished && m_hasContext && m_told.empty())
            m_told.push_back(m_isCancelled ? Told::Cancelled : m_how);
    }
    bool allows(const std::vector<Told> &told) const
    {
        return told == m_told || (m_mayBeCancelled && told.size() == m_told.size() &&
                                  told == std::vector<Told>(m_told.size(), Told::Cancelled));
    }

private:
    void finish(Told how)
    {
        if (!m_isFinished)
            m_how = how;
        m_isFinished = true;
    }

    const bool m_succeeds;
    bool m_listens = false;
    bool m_isEnded = false; // and not yet handed over
    bool m_isFinished = false;
    bool m_isCancelled = false;    // before that
    bool m_mayBeCancelled = false; // after that, and before anybody listened: Qt's own business
    bool m_hasContext = true;
    bool m_hasDispatcher = true;
    Told m_how = Told::Value;
    std::vector<Told> m_told;
};

quint32 seed()
{
    return quint32(qEnvironmentVariableIntValue("AMP_SEED"));
}

int rounds()
{
    return std::max(10'000, qEnvironmentVariableIntValue("AMP_FUTURE_ROUNDS"));
}

} // namespace

class TestFutures : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void futuresInEveryOrder_data();
    void futuresInEveryOrder();
    void callsInEveryOrder();
    void coroutinesInEveryOrder();
    void severalFuturesTogether();
};

void TestFutures::futuresInEveryOrder_data()
{
    QTest::addColumn<bool>("withContext");
    QTest::newRow("with a context") << true;
    QTest::newRow("without") << false;
}

void TestFutures::futuresInEveryOrder()
{
    QFETCH(bool, withContext);
    std::mt19937 random(seed());
    for (int n = 0; n < rounds(); ++n) {
        std::vector<Step> possible{Step::Listen, Step::End,    Step::Turn,
                                   Step::Turn,   Step::Cancel, Step::DeleteDispatcher};
        if (withContext)
            possible.push_back(Step::DeleteContext);
        Round round(random, possible);
        Expectation expected(round.succeeds);
        // The order of the handlers is the one that Qt 6.4 can be cancelled with.
        QFuture<int> future = round.dispatcher->call<int>("f");
        QFuture<void> last;
        for (const Step step : round.steps) {
            const auto value = [&](int v) { round.tell(v == 7 ? Told::Value : Told::Failure); };
            const auto cancelled = [&] { round.tell(Told::Cancelled); };
            const auto failed = [&](const CallError &) { round.tell(Told::Failure); };
            if (step == Step::Listen && !withContext)
                last = future.then(value).onCanceled(cancelled).onFailed(failed);
            else if (step == Step::Listen && round.context)
                last = future.then(round.context, value)
                           .onCanceled(round.context, cancelled)
                           .onFailed(round.context, failed);
            else if (step == Step::Cancel)
                future.cancel();
            round.take(step);
            expected.after(step);
        }
        for (const Step step : {Step::Turn, Step::DeleteDispatcher, Step::Turn}) {
            round.take(step);
            expected.after(step);
        }
        QVERIFY2(expected.allows(round.told),
                 qPrintable(QStringLiteral("round %1: %2").arg(n).arg(nameOf(round.steps))));
    }
}

// A Call is told of by its signals, and deletes itself: who listens afterwards has nothing.
void TestFutures::callsInEveryOrder()
{
    std::mt19937 random(seed());
    for (int n = 0; n < rounds(); ++n) {
        Round round(random, {Step::Listen, Step::End, Step::Turn, Step::Turn, Step::Cancel,
                             Step::DeleteContext, Step::DeleteCall, Step::DeleteDispatcher});
        const QPointer<Call> call(round.dispatcher->call("f"));
        bool mustHear = false; // has listened, and nothing was deleted since
        bool mayHear = false;
        for (const Step step : round.steps) {
            if (step == Step::Listen && call && round.context) {
                connect(call, &Call::finished, round.context, [&](const CallResult &result) {
                    round.tell(result.succeeded() ? Told::Value : Told::Failure);
                });
                mustHear = mayHear = true;
            } else if (step == Step::Cancel && call) {
                call->cancel();
            } else if (step == Step::DeleteCall) {
                delete call;
            }
            round.take(step);
            if (deletes(step))
                mustHear = false;
        }
        turn();
        QVERIFY2(round.told.size() <= (mayHear ? 1 : 0) && (!mustHear || round.told.size() == 1),
                 qPrintable(QStringLiteral("round %1: %2").arg(n).arg(nameOf(round.steps))));
        round.dispatcher.reset();
        QVERIFY(!call);
    }
}

namespace {

Task listen(AwaitedCall &call, Round &round)
{
    const CallResult result = co_await call;
    round.tell(result.succeeded() ? Told::Value : Told::Failure);
}

} // namespace

// Whatever is deleted, a coroutine resumes once; or never when it is destroyed itself.
void TestFutures::coroutinesInEveryOrder()
{
    std::mt19937 random(seed());
    for (int n = 0; n < rounds(); ++n) {
        Round round(random, {Step::Listen, Step::End, Step::Turn, Step::Turn, Step::Cancel,
                             Step::DeleteContext, Step::DeleteCall, Step::DeleteDispatcher});
        const QPointer<Call> call(round.dispatcher->call("f"));
        AwaitedCall awaited(call);
        Task task;
        bool isDestroyed = false;
        for (const Step step : round.steps) {
            if (step == Step::Listen) {
                task = listen(awaited, round);
            } else if (step == Step::Cancel && call) {
                call->cancel();
            } else if (step == Step::DeleteCall) {
                delete call;
            } else if (step == Step::DeleteContext) { // of the coroutine, that is
                isDestroyed = !task.isFinished();
                task = Task();
            }
            round.take(step);
        }
        turn();
        round.dispatcher.reset();
        turn();
        QVERIFY2(round.told.size() == (isDestroyed ? 0 : 1),
                 qPrintable(QStringLiteral("round %1: %2").arg(n).arg(nameOf(round.steps))));
    }
}

void TestFutures::severalFuturesTogether()
{
    TestDispatcher dispatcher;
    dispatcher.on("f", [](const QVariantList &arguments) { return arguments.first(); });
    QList<QFuture<int>> futures;
    for (int i = 0; i < 100; ++i)
        futures.append(dispatcher.call<int>("f", i));
    int sum = -1;
    QtFuture::whenAll(futures.begin(), futures.end())
        .then(this, [&](const QList<QFuture<int>> &all) {
            sum = 0;
            for (const QFuture<int> &future : all)
                sum += future.result();
        });
    QTRY_COMPARE(sum, 4950);
}

QTEST_GUILESS_MAIN(TestFutures)
#include "tst_futures.moc"
