// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <optional>
#include <vector>

#include <QtCore/qmetatype.h>
#include <QtCore/qstring.h>

#include <Amp/ErrorCode>

// What is compared field by field where the language can, from C++20 on.
#ifdef __cpp_impl_three_way_comparison
#define AMP_COMPARABLE(Row) bool operator==(const Row &) const = default;
#else
#define AMP_COMPARABLE(Row)
#endif

// What a server tells those who watch it: rows, points and lines, as plain values. The server makes
// them, the client's models show them, and resources/docs/protocol.md has their layout on the wire.
//
// Points in time are microseconds since 1970 UTC by a clock that is set once, when the server
// starts, and then runs monotonically; 0 means never. Durations are microseconds.
namespace Amp::Feed {

// What can be subscribed to.
enum class Topic : quint8 {
    Summary = 1,
    History,
    Workers,
    Timeline,
    Calls,
    Procedures,
    Clients,
    Log,
    Catalog
};
inline constexpr int topicCount = 9;

// A set of topics: bit 1 << topic.
using Topics = quint32;
constexpr Topics bit(Topic topic)
{
    return Topics(1) << int(topic);
}
inline constexpr Topics allTopics = 0x3fe;

// The whole server at one moment. Every accepted call is in queued, running, or exactly one of the
// five ends.
struct Summary
{
    qint64 now = 0;
    qint64 startedAt = 0;
    QString version; // of the server: "1.0.0"
    bool paused = false;
    bool draining = false;
    quint64 accepted = 0;
    quint64 succeeded = 0;
    quint64 failed = 0;
    quint64 crashed = 0;
    quint64 cancelled = 0;
    quint64 timedOut = 0;
    quint64 queued = 0;
    quint64 queuedBytes = 0;
    quint64 running = 0;
    qint64 oldestQueuedAt = 0; // when the longest waiting call was accepted
    quint32 workers = 0;       // wanted
    quint32 busy = 0;
    quint32 idle = 0;
    quint32 starting = 0;
    quint32 inBackoff = 0;
    quint32 clients = 0;

    AMP_COMPARABLE(Summary)
};

struct Percentiles
{
    quint64 p50 = 0; // all zero: no calls
    quint64 p95 = 0;
    quint64 p99 = 0;
    quint64 max = 0;

    AMP_COMPARABLE(Percentiles)
};

// What happened in one or ten seconds.
struct HistoryPoint
{
    qint64 at = 0;       // the end of the interval
    quint32 seconds = 1; // its length: 1 or 10
    quint64 ended = 0;   // calls, in whatever way
    quint64 failed = 0;  // of those: failed, crashed or timed out
    quint64 crashed = 0; // of those
    quint64 queued = 0;  // at the end
    quint64 running = 0;
    qint64 oldestWait = 0; // of the queued, at the end
    quint32 busy = 0;      // workers, at the end
    quint32 workers = 0;
    quint32 clients = 0;
    Percentiles waiting; // of the calls that ended
    Percentiles runningTime;
    Percentiles total;

    AMP_COMPARABLE(HistoryPoint)
};

// Something that charts mark with a dashed line and a word.
struct HistoryMark
{
    enum class Kind : quint8 { Started, Restarted, Reloaded, Paused, Resumed, Resized, Draining };
    qint64 at = 0;
    Kind kind = Kind::Started;
    QString text; // a short phrase: "pool python: 8 workers"

    AMP_COMPARABLE(HistoryMark)
};

struct PoolRow
{
    QString name;
    QString about; // what it runs: "render.py", "--binary media-worker"
    quint32 workers = 0;
    quint64 queued = 0;

    AMP_COMPARABLE(PoolRow)
};

enum class WorkerState : quint8 { Starting, Idle, Running, Ending, Backoff };

// One place of a pool. The place and its number stay when its process is replaced.
struct WorkerRow
{
    quint32 id = 0; // shown as w07; unique in the server, ascending through the pools
    QString pool;
    WorkerState state = WorkerState::Starting;
    quint32 pid = 0;   // 0 while in back-off
    quint64 call = 0;  // serial of the call that runs; 0: none
    QString procedure; // of that call
    qint64 since = 0;  // when that call, or the present state, began
    bool slow = false; // that call has run for over twice its procedure's p99
    quint64 callsDone = 0;
    quint64 memoryBytes = 0; // resident
    quint32 cpuPermille = 0; // of one processor
    quint32 restarts = 0;
    qint64 lastRestartAt = 0;
    QString lastRestartWhy; // "signal 11 (SIGSEGV)"
    qint64 startsAt = 0;    // in back-off: when it is tried again
    bool removed = false;   // the place is gone, since its pool was made smaller

    AMP_COMPARABLE(WorkerRow)
};

// How one worker spent an interval, for the timeline.
struct BusySample
{
    quint32 worker = 0;
    qint64 from = 0;
    qint64 to = 0;
    quint8 share = 0; // of the time that it was busy; 255: all

    AMP_COMPARABLE(BusySample)
};

enum class CallState : quint8 { Queued, Running, Succeeded, Failed, Cancelled, TimedOut };

// A call that ended and was long enough to be seen in the timeline (100 ms), or failed.
struct TimelineBar
{
    quint32 worker = 0;
    quint64 call = 0;
    QString procedure;
    qint64 from = 0;
    qint64 to = 0;
    CallState outcome = CallState::Succeeded;
    bool slow = false;

    AMP_COMPARABLE(TimelineBar)
};

struct CallRow
{
    quint64 id = 0; // serial of the call in this server, from 1
    CallState state = CallState::Queued;
    QString procedure;
    QString client;     // what it calls itself: "backoffice"
    QString address;    // "10.0.4.71:55092"
    quint32 worker = 0; // 0: none yet
    quint32 pid = 0;
    Priority priority = Priority::Normal;
    bool idempotent = false;
    quint8 attempts = 0;
    qint64 acceptedAt = 0;
    qint64 startedAt = 0;
    qint64 endedAt = 0;
    qint64 deadlineAt = 0; // must have started by then
    qint64 timeout = 0;    // longest run time; 0: none
    quint32 argumentBytes = 0;
    quint32 resultBytes = 0;
    quint64 progressDone = 0;
    quint64 progressTotal = 0; // 0: not known, or no progress
    QString progressText;
    bool cancelling = false; // a cancel was sent to the worker
    ErrorCode code = ErrorCode::None;
    QString message; // the sentence of a failure

    AMP_COMPARABLE(CallRow)
};

struct ProcedureRow
{
    QString name; // "(other)" beyond the 256 that are counted one by one
    QString pool;
    QString signature;
    QString documentation;
    quint64 calls = 0; // that ended
    quint64 failed = 0;
    quint64 runningTime = 0; // of all calls together
    double perSecond = 0;    // over the last 10 s
    Percentiles waiting;     // since the server started
    Percentiles running;
    Percentiles total;
    // Eight buckets an octave; bucket i counts what took 2^(i/8) to 2^((i+1)/8) microseconds.
    std::vector<quint64> waitingHistogram;
    std::vector<quint64> runningHistogram;
    std::vector<quint64> totalHistogram;
    std::vector<quint64> recentP99; // of the total, one for each 15 s, the last 15 minutes

    AMP_COMPARABLE(ProcedureRow)
};

// A procedure that can be called, whether it has been or not.
struct CatalogRow
{
    QString name;
    QString signature;
    QString documentation;

    AMP_COMPARABLE(CatalogRow)
};

struct ClientRow
{
    quint64 id = 0;
    QString program;
    QString address;
    QString identity;
    quint32 pid = 0;
    quint32 inFlight = 0;
    quint64 calls = 0; // that ended
    quint64 failed = 0;
    double callsPerSecond = 0;
    double bytesInPerSecond = 0;
    double bytesOutPerSecond = 0;
    quint64 bufferBytes = 0; // results that it has not read
    qint64 connectedAt = 0;
    bool removed = false; // it has left

    AMP_COMPARABLE(ClientRow)
};

struct LogLine
{
    enum class Level : quint8 { Debug, Info, Warning, Error, Output };
    quint64 sequence = 0; // from 1; a gap means lines that were dropped
    qint64 at = 0;
    Level level = Level::Info;
    quint32 worker = 0; // 0: the server itself
    quint64 call = 0;   // serial; 0: none
    QString text;

    AMP_COMPARABLE(LogLine)
};

// One Snapshot or Delta message, decoded. A snapshot has everything of its topics and replaces what
// was known; a delta has what changed, with rows in their latest state.
struct Update
{
    bool isSnapshot = false;
    quint64 sequence = 0;     // ascending by one; a gap asks for a new snapshot
    quint64 epoch = 0;        // of the server: another one after each start; snapshots only
    bool mayOperate = false;  // snapshots only
    quint32 skippedTicks = 0; // since the last message, because this watcher did not read
    Topics topics = 0;        // that are in this message
    std::optional<Summary> summary;
    std::vector<HistoryPoint> history;
    std::vector<HistoryMark> marks;
    std::vector<PoolRow> pools; // all of them, or none when unchanged
    std::vector<WorkerRow> workers;
    std::vector<BusySample> busy;
    std::vector<TimelineBar> bars;
    std::vector<CallRow> calls;
    std::vector<quint64> goneCalls; // were queued or running, and their end is not in calls
    quint64 callsEnded = 0;         // since the last message, of which calls may have only some
    std::vector<ProcedureRow> procedures;
    std::vector<ClientRow> clients;
    std::vector<LogLine> log;
    std::vector<CatalogRow> catalog; // all of it, or nothing when unchanged

    AMP_COMPARABLE(Update)
};

} // namespace Amp::Feed

Q_DECLARE_METATYPE(Amp::Feed::Update)
