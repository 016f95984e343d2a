// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/dispatch/testdispatcher.h"

#include <csignal>
#include <deque>
#include <optional>
#include <set>
#include <thread>
#include <unordered_map>

#include <QtCore/qelapsedtimer.h>
#include <QtCore/qhash.h>
#include <QtCore/qpointer.h>
#include <QtCore/qtimer.h>

#include "core/procedures/conversion.h"
#include "core/procedures/nearestnames.h"
#include "core/procedures/thrown.h"
#include "core/protocol/messages.h"
#include "core/protocol/valuecodec.h"
#include "core/workers/workerend.h"

namespace Amp {

using std::chrono::milliseconds;
using namespace std::chrono_literals;

namespace {

constexpr int mostAttempts = 3;
constexpr quint32 inventedPid = 1234;

struct Script
{
    std::optional<TestDispatcher::Answer> standing;
    std::deque<TestDispatcher::Answer> next; // references into it outlast push_back()
};

// What a call comes to when its next moment is there.
enum class Step { Start, Answer, TimeOut, Expire };

struct ScriptedCall
{
    TestDispatcher::Answer answer;
    QByteArray procedure;
    QVariantList arguments;
    CallOptions options;
    milliseconds submitted{0};
    milliseconds due{0};
    Step step = Step::Start;
    milliseconds startedAt{0};
    bool started = false;
    int attempts = 0;
};

// As a value arrives after its travel.
Result<QVariant> travelled(const QVariant &value, const QByteArray &procedure)
{
    const Result<QByteArray> bytes = encodeValue(inTravellingForm(value));
    const QString what = QStringLiteral("The result of %1").arg(QString::fromUtf8(procedure));
    if (!bytes)
        return Error(bytes.error().code(),
                     QStringLiteral("%1: %2").arg(what, bytes.error().message()),
                     bytes.error().details());
    if (bytes->size() > qsizetype(Limits::maxPayloadBytes))
        return {ErrorCode::TooLarge, QStringLiteral("%1 has %2 bytes; at most %3 can travel.")
                                         .arg(what)
                                         .arg(bytes->size())
                                         .arg(Limits::maxPayloadBytes)};
    return decodeValue(*bytes);
}

Error crashOf(const ScriptedCall &call)
{
    WorkerEnd end;
    end.pid = inventedPid;
    end.signalled = true;
    end.code = SIGSEGV;
    const QString tries = call.attempts > 1
                              ? QStringLiteral("; it was tried %1 times").arg(call.attempts)
                              : QString();
    return {
        ErrorCode::WorkerCrashed,
        QStringLiteral("Worker %1 %2 while it ran %3%4.")
            .arg(QString::number(end.pid), describe(end), QString::fromUtf8(call.procedure), tries),
        detailsOf(end)};
}

Error outOfTime(const ScriptedCall &call)
{
    const QString name = QString::fromUtf8(call.procedure);
    if (call.step == Step::Expire)
        return {ErrorCode::Expired,
                QStringLiteral("The deadline of %1 passed before a worker was free.").arg(name)};
    return {ErrorCode::TimedOut, QStringLiteral("%1 ran longer than its time-out of %2 s.")
                                     .arg(name)
                                     .arg(double(call.options.timeout().count()) / 1000)};
}

} // namespace

struct TestDispatcher::Private
{
    explicit Private(TestDispatcher *dispatcher);

    milliseconds now() const
    {
        return realTime ? realStart + milliseconds(clock.elapsed()) : virtualNow;
    }
    std::optional<Answer> takeAnswer(const QByteArray &procedure);
    Error unexpected(const QByteArray &procedure) const;

    void begin(CallId id, ScriptedCall &&call);
    void plan(CallId id, ScriptedCall &call, Step step, milliseconds due);
    void planEnd(CallId id, ScriptedCall &call);
    void runUntil(milliseconds limit, CallId awaited = CallId::None);
    void takeStep(CallId id);
    void start(CallId id, ScriptedCall &call);
    void answer(CallId id, ScriptedCall &&call);
    Result<QVariant> valueOf(const ScriptedCall &call);
    void schedule();
    std::optional<milliseconds> nextDue() const;

    ScriptedCall take(CallId id);
    void end(CallId id, const ScriptedCall &call, const Result<QVariant> &value,
             std::optional<Execution> execution = {});

    TestDispatcher *q;
    QHash<QByteArray, std::shared_ptr<Script>> scripts;
    QList<RecordedCall> records;
    std::unordered_map<CallId, ScriptedCall> unfinished;
    std::set<std::pair<milliseconds, CallId>> moments; // of unfinished calls that have one
    QTimer timer;
    QElapsedTimer clock; // while realTime
    milliseconds virtualNow{0};
    milliseconds realStart{0}; // virtualNow when the clock was started
    bool realTime = false;
};

TestDispatcher::Private::Private(TestDispatcher *dispatcher)
    : q(dispatcher)
{
    timer.setSingleShot(true);
    timer.setTimerType(Qt::PreciseTimer);
    QObject::connect(&timer, &QTimer::timeout, q, [this] { runUntil(now()); });
}

std::optional<TestDispatcher::Answer>
TestDispatcher::Private::takeAnswer(const QByteArray &procedure)
{
    const std::shared_ptr<Script> script = scripts.value(procedure);
    if (!script)
        return {};
    if (script->next.empty())
        return script->standing;
    std::optional<Answer> answer = std::move(script->next.front());
    script->next.pop_front();
    return answer;
}

Error TestDispatcher::Private::unexpected(const QByteArray &procedure) const
{
    const QByteArrayList names = scripts.keys();
    Error error = noSuchProcedure(procedure, names);
    return {error.code(),
            error.message() + QStringLiteral(" This test's dispatcher has no answer to it: use "
                                             "on() or onNext()."),
            error.details()};
}

// The life of a call: Start, then Answer or TimeOut; or Expire.

void TestDispatcher::Private::begin(CallId id, ScriptedCall &&call)
{
    std::optional<Answer> found = takeAnswer(call.procedure);
    if (!found) {
        q->deliver(CallResult(id, unexpected(call.procedure), Execution::NotStarted));
        return;
    }
    call.answer = *std::move(found);
    call.started = false;
    const milliseconds start = now() + call.answer.m_waiting;
    const milliseconds deadline = call.submitted + call.options.deadline();
    ScriptedCall &kept = unfinished.insert_or_assign(id, std::move(call)).first->second;
    if (kept.options.deadline() > 0ms && deadline < start)
        plan(id, kept, Step::Expire, deadline);
    else
        plan(id, kept, Step::Start, start);
}

void TestDispatcher::Private::plan(CallId id, ScriptedCall &call, Step step, milliseconds due)
{
    call.step = step;
    call.due = due;
    moments.emplace(due, id);
    schedule();
}

void TestDispatcher::Private::planEnd(CallId id, ScriptedCall &call)
{
    const milliseconds timeout = call.options.timeout();
    const bool answers = call.answer.m_ending != Answer::Ending::Never;
    const bool isBounded = timeout > 0ms;
    if (isBounded && (!answers || timeout < call.answer.m_running))
        plan(id, call, Step::TimeOut, call.due + timeout);
    else if (answers)
        plan(id, call, Step::Answer, call.due + call.answer.m_running);
}

// Everything that is due, in order, each at its time: an answer's function may make calls.
void TestDispatcher::Private::runUntil(milliseconds limit, CallId awaited)
{
    const QPointer<TestDispatcher> alive(q);
    while (alive && !moments.empty() && moments.begin()->first <= limit) {
        if (awaited != CallId::None && !unfinished.contains(awaited))
            return;
        const auto [due, id] = *moments.begin();
        moments.erase(moments.begin());
        virtualNow = std::max(virtualNow, due);
        takeStep(id);
    }
    if (alive)
        schedule();
}

void TestDispatcher::Private::takeStep(CallId id)
{
    switch (unfinished.at(id).step) {
    case Step::Start:
        start(id, unfinished.at(id));
        return;
    case Step::Answer:
        answer(id, take(id));
        return;
    case Step::TimeOut:
    case Step::Expire:
        const ScriptedCall call = take(id);
        end(id, call, outOfTime(call));
        return;
    }
}

void TestDispatcher::Private::start(CallId id, ScriptedCall &call)
{
    call.started = true;
    call.startedAt = now();
    ++call.attempts;
    for (const Answer::Report &report : call.answer.m_progress)
        q->deliverProgress(id, report.done, report.total, report.text);
    for (const QVariant &part : call.answer.m_parts) {
        if (const auto value = travelled(part, call.procedure))
            q->deliverPart(id, *value);
    }
    planEnd(id, call);
}

void TestDispatcher::Private::answer(CallId id, ScriptedCall &&call)
{
    const QPointer<TestDispatcher> alive(q);
    const auto ending = call.answer.m_ending;
    const bool triesAgain = call.options.isIdempotent() && call.attempts < mostAttempts;
    if (ending == Answer::Ending::Crash && triesAgain) {
        begin(id, std::move(call));
        return;
    }
    const Result<QVariant> value = valueOf(call);
    if (!alive)
        return;
    if (ending == Answer::Ending::Failure)
        end(id, call, value, call.answer.m_execution);
    else
        end(id, call, value);
}

Result<QVariant> TestDispatcher::Private::valueOf(const ScriptedCall &call)
{
    switch (call.answer.m_ending) {
    case Answer::Ending::Value:
        return travelled(call.answer.m_value, call.procedure);
    case Answer::Ending::Function:
        try {
            return travelled(call.answer.m_function(call.arguments), call.procedure);
        } catch (...) {
            return procedureFailed(currentException());
        }
    case Answer::Ending::Failure:
        return call.answer.m_error;
    case Answer::Ending::Crash:
        return crashOf(call);
    case Answer::Ending::Never:
        break;
    }
    return QVariant();
}

ScriptedCall TestDispatcher::Private::take(CallId id)
{
    auto node = unfinished.extract(id);
    moments.erase({node.mapped().due, id});
    return std::move(node.mapped());
}

void TestDispatcher::Private::end(CallId id, const ScriptedCall &call,
                                  const Result<QVariant> &value, std::optional<Execution> execution)
{
    CallRun run;
    run.attempts = call.attempts;
    run.waitingTime = call.started ? call.answer.m_waiting : now() - call.submitted;
    if (call.started) {
        run.workerPid = inventedPid;
        run.runningTime = now() - call.startedAt;
    }
    if (value)
        q->deliver(CallResult(id, *value, run));
    else
        q->deliver(CallResult(
            id, value.error(),
            execution.value_or(call.started ? Execution::Started : Execution::NotStarted), run));
}

void TestDispatcher::Private::schedule()
{
    const auto due = nextDue();
    if (due && (realTime || *due <= now()))
        timer.start(std::max(*due - now(), 0ms));
    else
        timer.stop();
}

std::optional<milliseconds> TestDispatcher::Private::nextDue() const
{
    if (moments.empty())
        return {};
    return moments.begin()->first;
}

TestDispatcher::TestDispatcher(QObject *parent)
    : Dispatcher(parent)
    , d(std::make_unique<Private>(this))
{}

TestDispatcher::~TestDispatcher() = default;

TestDispatcher::Answer &TestDispatcher::on(QByteArrayView procedure)
{
    std::shared_ptr<Script> &script = d->scripts[procedure.toByteArray()];
    if (!script)
        script = std::make_shared<Script>();
    return script->standing.emplace();
}

TestDispatcher::Answer &TestDispatcher::on(QByteArrayView procedure, Function function)
{
    return on(procedure).call(std::move(function));
}

TestDispatcher::Answer &TestDispatcher::onNext(QByteArrayView procedure)
{
    std::shared_ptr<Script> &script = d->scripts[procedure.toByteArray()];
    if (!script)
        script = std::make_shared<Script>();
    return script->next.emplace_back();
}

void TestDispatcher::setProcedures(const QList<ProcedureDescription> &procedures)
{
    Dispatcher::setProcedures(procedures);
}

void TestDispatcher::advance(Milliseconds time)
{
    const QPointer<TestDispatcher> alive(this);
    const milliseconds until = d->virtualNow + time;
    d->runUntil(until);
    if (alive)
        d->virtualNow = until;
}

void TestDispatcher::useRealTime()
{
    d->realStart = d->now();
    d->realTime = true;
    d->clock.start();
    d->schedule();
}

const QList<TestDispatcher::RecordedCall> &TestDispatcher::calls() const
{
    return d->records;
}

QList<TestDispatcher::RecordedCall> TestDispatcher::callsOf(QByteArrayView procedure) const
{
    QList<RecordedCall> calls;
    for (const RecordedCall &call : d->records) {
        if (call.procedure == procedure)
            calls.append(call);
    }
    return calls;
}

void TestDispatcher::clearCalls()
{
    d->records.clear();
}

void TestDispatcher::submit(CallRequest &request)
{
    const auto message = Wire::parse(scanFrame(request.frame).frame);
    const auto &wire = std::get<Wire::Call>(*message);
    const Result<QVariantList> arguments = decodeArguments(wire.arguments);
    ScriptedCall call;
    call.procedure = wire.procedure.toByteArray();
    call.options = request.options;
    call.submitted = d->now();
    if (arguments)
        call.arguments = *arguments;
    d->records.append({request.id, call.procedure, call.arguments, call.options, false});
    if (arguments)
        d->begin(request.id, std::move(call));
    else
        deliver(CallResult(request.id, arguments.error(), Execution::NotStarted));
}

void TestDispatcher::withdraw(CallId id)
{
    if (!d->unfinished.contains(id))
        return;
    const auto record = std::ranges::find(d->records, id, &RecordedCall::id);
    if (record != d->records.end())
        record->cancelled = true;
    d->end(id, d->take(id), Error(ErrorCode::Cancelled, QStringLiteral("The call was cancelled.")));
    d->schedule();
}

Dispatcher::Activity TestDispatcher::waitForActivity(CallId awaited, const QDeadlineTimer &deadline)
{
    const auto due = d->nextDue();
    if (!due && deadline.isForever()) {
        withdraw(awaited);
        return Activity::LookAgain;
    }
    const milliseconds limit = deadline.isForever()
                                   ? milliseconds::max()
                                   : d->now() + milliseconds(deadline.remainingTime());
    const QPointer<TestDispatcher> alive(this);
    if (d->realTime) {
        std::this_thread::sleep_for(std::min(due.value_or(limit), limit) - d->now());
        d->runUntil(d->now(), awaited);
        return Activity::LookAgain;
    }
    d->runUntil(limit, awaited);
    if (!alive || deadline.isForever() || !d->unfinished.contains(awaited))
        return Activity::LookAgain;
    d->virtualNow = limit;
    return Activity::TimeIsOver;
}

} // namespace Amp
