// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "client/jobdispatcher_p.h"

#include <algorithm>

#include "core/dispatch/catalog.h"
#include "core/protocol/plainvalues.h"
#include "core/protocol/valuecodec.h"
#include "core/stats/feedcodec.h"

namespace Amp {

using std::chrono::milliseconds;

namespace {

CallRun runOf(const Wire::Timing &timing, int attempts)
{
    CallRun run;
    run.workerPid = timing.workerPid;
    run.waitingTime = std::chrono::microseconds(timing.waitedMicroseconds);
    run.runningTime = std::chrono::microseconds(timing.ranMicroseconds);
    run.attempts = attempts;
    return run;
}

Error errorOf(const Wire::Error &message)
{
    QVariantMap details;
    // Details only add to a sentence that says it all: wrong ones are left out.
    if (!message.details.isEmpty()) {
        if (const auto decoded = decodeValue(message.details))
            details = decoded->toMap();
    }
    return {message.code, QString::fromUtf8(message.message), details};
}

// Reading the clock costs as much as the rest of this: most calls need not know the time.
PendingCall pendingCall(CallRequest &request, bool failFast)
{
    PendingCall call;
    call.id = request.id;
    call.frame = std::move(request.frame);
    call.frameBytes = call.frame.size();
    if (request.options.deadline() > milliseconds::zero())
        call.deadline = PendingCall::Clock::now() + request.options.deadline();
    call.idempotent = request.options.isIdempotent();
    call.failFast = failFast || request.options.isFailFast();
    return call;
}

qsizetype argumentBytes(const PendingCall &call)
{
    return Wire::argumentsOf(call.frame).size();
}

bool fits(const PendingCall &call, const ServerConnection &server)
{
    if (quint64(call.frameBytes) > server.sent().windowBytes())
        return false;
    const qsizetype limit = server.maxPayloadBytes();
    return call.frameBytes <= limit || argumentBytes(call) <= limit;
}

QString expiredSentence()
{
    return QStringLiteral("The deadline passed before the call could be sent.");
}

} // namespace

Error notConnected()
{
    return {ErrorCode::NotConnected,
            QStringLiteral("No server is connected. Wait for connected() first.")};
}

JobDispatcher::Private::Private(JobDispatcher *dispatcher)
    : q(dispatcher)
    , m_unconnectedSince(Clock::now())
{
    m_lineTimer.setSingleShot(true);
    m_lineTimer.setTimerType(Qt::PreciseTimer);
    QObject::connect(&m_lineTimer, &QTimer::timeout, q, [this] { onLineTimer(); });
}

// Servers

void JobDispatcher::Private::connectToServer(const QString &text)
{
    const Result<Address> address = Address::parse(text, Address::Purpose::Connect);
    if (!address) {
        m_lastFailure = address.error().message();
        announce(&JobDispatcher::connectionFailed, m_lastFailure);
        return;
    }
    const auto known = std::ranges::find_if(
        m_servers, [&](const auto &server) { return server->address() == *address; });
    if (known == m_servers.end())
        addServer(*address).open();
    else if ((*known)->state() == ServerConnection::State::Disconnected)
        (*known)->open();
}

ServerConnection &JobDispatcher::Private::addServer(const Address &address)
{
    auto &server = *m_servers.emplace_back(
        std::make_unique<ServerConnection>(address, settings, m_flushQueue));
    const auto on = [&server, this](auto signal, auto slot) {
        QObject::connect(&server, signal, q, slot);
    };
    on(&ServerConnection::welcomed, [this, &server] { onWelcomed(server); });
    on(&ServerConnection::attemptFailed,
       [this](const QString &reason) { onAttemptFailed(reason); });
    on(&ServerConnection::lost, [this, &server](const QString &reason) { onLost(server, reason); });
    on(&ServerConnection::received, [this, &server](quint64 id, const Wire::Message &message) {
        onReceived(server, CallId(id), message);
    });
    on(&ServerConnection::receivedAll, [this] { sendLine(); });
    on(&ServerConnection::turnBegan, [q = q] { q->gatherDeliveries(); });
    on(&ServerConnection::turnEnded, [q = q] { q->handOverDeliveries(); });
    server.setResultHandler(
        [this, &server](CallId id, const Wire::Result &message) { onResult(server, id, message); });
    return server;
}

void JobDispatcher::Private::disconnectFromServers()
{
    ++m_leaves;
    const auto servers = std::exchange(m_servers, {});
    m_unconnectedSince = Clock::now();
    m_lastFailure.clear();
    const QString message = QStringLiteral("disconnectFromServer() was called before it ended.");
    for (const auto &server : servers) {
        server->close();
        for (const auto &[id, call] : server->sent().takeAll())
            end(id, call.attempts, ErrorCode::Cancelled, message);
    }
    endAll(m_line.takeAll(), ErrorCode::NotConnected, message);
    m_procedures.clear();
    mergeProcedures();
}

JobDispatcher::State JobDispatcher::Private::state() const
{
    State state = State::Disconnected;
    for (const auto &server : m_servers) {
        if (server->isConnected())
            return State::Connected;
        if (server->state() != ServerConnection::State::Disconnected)
            state = State::Connecting;
    }
    return state;
}

// Each server in turn gets a part of the time, which is short where there are others.
bool JobDispatcher::Private::waitForConnected(Milliseconds timeout)
{
    constexpr Milliseconds turn{20};
    const auto end = Clock::now() + timeout;
    while (state() == State::Connecting) {
        const auto left = std::chrono::ceil<Milliseconds>(end - Clock::now());
        if (left <= left.zero())
            break;
        for (const auto &server : m_servers)
            server->waitForProgress(m_servers.size() == 1 ? left : std::min(left, turn));
    }
    return state() == State::Connected;
}

// What an event loop would do for the servers, once.
void JobDispatcher::Private::waitForActivity(CallId awaited, const QDeadlineTimer &deadline)
{
    // Nobody can connect to a server while this thread waits.
    if (m_servers.empty()) {
        if (const auto call = m_line.take(awaited))
            end(*call, ErrorCode::NotConnected, whyNotConnected());
        return;
    }
    m_flushQueue.flushAll();
    const auto left = std::chrono::ceil<Milliseconds>(
        std::min<Clock::duration>(deadline.remainingTimeAsDuration(), longestTimer));
    const auto lineLeft = std::chrono::ceil<Milliseconds>(m_lineTimerDue - Clock::now());
    // Several servers are looked after in turn, so that none waits for another one's silence.
    const Milliseconds turn = m_servers.size() == 1 ? longestTimer : Milliseconds(1);
    const auto step = std::max(std::min({left, lineLeft, turn}), Milliseconds(0));
    for (const auto &server : m_servers)
        server->waitForProgress(step);
    if (m_lineTimerDue <= Clock::now())
        onLineTimer();
}

void JobDispatcher::Private::onWelcomed(ServerConnection &server)
{
    q->log(CallId::None, QStringLiteral("connected to %1").arg(server.address().toString()));
    const auto connected =
        std::ranges::count_if(m_servers, [](const auto &server) { return server->isConnected(); });
    if (connected == 1)
        announce(&JobDispatcher::connected);
    if (q->isDiscovering())
        askForProcedures(server);
    sendLine();
}

void JobDispatcher::Private::onAttemptFailed(const QString &reason)
{
    q->log(CallId::None, reason);
    m_lastFailure = reason;
    announce(&JobDispatcher::connectionFailed, reason);
    giveUpIfNothingIsTried();
}

void JobDispatcher::Private::onLost(ServerConnection &server, const QString &reason)
{
    q->log(CallId::None, reason);
    forgetProcedures(server);
    for (auto &[id, call] : server.sent().takeAll())
        settleLost(id, std::move(call), reason);
    if (!leastBusy()) {
        m_unconnectedSince = Clock::now();
        m_lastFailure = reason;
        announce(&JobDispatcher::disconnected, reason);
        endAll(m_line.takeFailFast(), ErrorCode::NotConnected, reason);
    }
    giveUpIfNothingIsTried();
    sendLine();
}

void JobDispatcher::Private::settleLost(CallId id, SentCall &&call, const QString &reason)
{
    if (call.withdrawn) {
        end(id, call.attempts, ErrorCode::Cancelled, reason);
    } else if (call.again && call.attempts < maxAttempts) {
        call.again->waitsSince = Clock::now();
        m_line.add(std::move(*call.again));
    } else {
        const QString tries = QStringLiteral(" The call was sent %1 times.").arg(call.attempts);
        end(id, call.attempts, ErrorCode::ConnectionLost,
            call.attempts > 1 ? reason + tries : reason);
    }
}

void JobDispatcher::Private::giveUpIfNothingIsTried()
{
    if (state() == State::Disconnected)
        endAll(m_line.takeAll(), ErrorCode::NotConnected, m_lastFailure);
}

ServerConnection *JobDispatcher::Private::leastBusy() const
{
    return leastBusyOf([](const ServerConnection &) { return true; });
}

template <typename Predicate>
ServerConnection *JobDispatcher::Private::leastBusyOf(Predicate suits) const
{
    ServerConnection *best = nullptr;
    for (const auto &server : m_servers) {
        if (server->isConnected() && suits(*server) &&
            (!best || server->sent().count() < best->sent().count()))
            best = server.get();
    }
    return best;
}

QString JobDispatcher::Private::whyNotConnected() const
{
    return m_servers.empty() && m_lastFailure.isEmpty()
               ? QStringLiteral("Call connectToServer() first.")
               : m_lastFailure;
}

// Calls on their way out

void JobDispatcher::Private::submit(CallRequest &request)
{
    PendingCall call = pendingCall(request, failFast);
    if (m_line.isEmpty()) {
        if (ServerConnection *server = serverFor(call)) {
            send(*server, call);
            request.frame = std::move(call.frame);
            return;
        }
    }
    if (const auto error = whyNotInLine(call)) {
        q->deliver(CallResult(call.id, *error, Execution::NeverSent));
        return;
    }
    call.waitsSince = Clock::now();
    m_line.add(std::move(call));
    scheduleLine();
}

void JobDispatcher::Private::withdraw(CallId id)
{
    if (const auto call = m_line.take(id)) {
        end(*call, ErrorCode::Cancelled, QStringLiteral("The call was cancelled."));
        return;
    }
    for (const auto &server : m_servers) {
        if (SentCall *call = server->sent().find(id)) {
            call->withdrawn = true;
            server->sendCancel(id);
        }
    }
}

ServerConnection *JobDispatcher::Private::serverFor(const PendingCall &call) const
{
    return leastBusyOf([&call](const ServerConnection &server) {
        return server.sent().hasRoomFor(call.frameBytes) && fits(call, server);
    });
}

void JobDispatcher::Private::send(ServerConnection &server, PendingCall &call)
{
    if (call.deadline != Clock::time_point::max()) {
        const auto left = std::chrono::ceil<Milliseconds>(call.deadline - Clock::now());
        if (left <= left.zero())
            return end(call, ErrorCode::Expired, expiredSentence());
        Wire::setFrameDeadline(call.frame.data(), quint32(left.count()));
    }
    if (q->isDebug())
        q->log(call.id, QStringLiteral("is sent to %1").arg(server.address().toString()));
    server.sendCall(call);
}

void JobDispatcher::Private::sendLine()
{
    while (!m_line.isEmpty()) {
        if (ServerConnection *server = serverFor(m_line.first())) {
            PendingCall call = m_line.takeFirst();
            send(*server, call);
        } else if (const auto error = whyTooLarge(m_line.first())) {
            end(m_line.takeFirst(), error->code(), error->message());
        } else {
            break;
        }
    }
    scheduleLine();
}

// Set when servers are connected and none would ever take the call.
std::optional<Error> JobDispatcher::Private::whyTooLarge(const PendingCall &call) const
{
    const ServerConnection *server = leastBusy();
    if (!server || leastBusyOf([&call](const ServerConnection &s) { return fits(call, s); }))
        return {};
    const qsizetype bytes = argumentBytes(call);
    if (bytes > qsizetype(server->maxPayloadBytes()))
        return Error(ErrorCode::TooLarge,
                     QStringLiteral("The arguments have %1 bytes; %2 takes at most %3.")
                         .arg(bytes)
                         .arg(server->address().toString())
                         .arg(server->maxPayloadBytes()));
    return Error(ErrorCode::TooLarge,
                 QStringLiteral("The call has %1 bytes; %2 has a window of %3.")
                     .arg(call.frameBytes)
                     .arg(server->address().toString())
                     .arg(server->sent().windowBytes()));
}

std::optional<Error> JobDispatcher::Private::whyNotInLine(const PendingCall &call) const
{
    if (const auto error = whyTooLarge(call))
        return error;
    const bool nothingIsTried = !m_servers.empty() && state() == State::Disconnected;
    if (nothingIsTried || (call.failFast && state() != State::Connected))
        return Error(ErrorCode::NotConnected,
                     QStringLiteral("No server is connected. %1").arg(whyNotConnected()));
    if (m_line.count() >= lineCalls)
        return Error(ErrorCode::TooBusy,
                     QStringLiteral("%1 calls wait in line, which is the limit. Make further ones "
                                    "as results come in.")
                         .arg(lineCalls));
    if (m_line.bytes() + call.frameBytes > lineBytes)
        return Error(ErrorCode::TooBusy,
                     QStringLiteral("The calls in line have %1 bytes and this one %2; the limit is "
                                    "%3. Make further ones as results come in.")
                         .arg(m_line.bytes())
                         .arg(call.frameBytes)
                         .arg(lineBytes));
    return {};
}

// The line's clock. The timer is only ever moved to the front; when it comes too early, it is set
// again.

void JobDispatcher::Private::scheduleLine()
{
    const auto due = std::min(m_line.earliestDeadline(), whenLineGivesUp());
    if (due >= m_lineTimerDue)
        return;
    m_lineTimerDue = due;
    const auto left = std::chrono::ceil<Milliseconds>(due - Clock::now());
    m_lineTimer.start(std::clamp(left, Milliseconds(0), longestTimer));
}

JobDispatcher::Private::Clock::time_point JobDispatcher::Private::whenLineGivesUp() const
{
    if (m_line.isEmpty() || lineTimeout <= lineTimeout.zero() || leastBusy())
        return Clock::time_point::max();
    return std::max(m_line.first().waitsSince, m_unconnectedSince) + lineTimeout;
}

void JobDispatcher::Private::onLineTimer()
{
    m_lineTimerDue = Clock::time_point::max();
    const auto now = Clock::now();
    endAll(m_line.takeExpired(now), ErrorCode::Expired, expiredSentence());
    while (whenLineGivesUp() <= now)
        end(m_line.takeFirst(), ErrorCode::NotConnected,
            QStringLiteral("No server was connected for %1 s. %2")
                .arg(double(lineTimeout.count()) / 1000)
                .arg(whyNotConnected()));
    scheduleLine();
}

// Answers

void JobDispatcher::Private::onReceived(ServerConnection &server, CallId id,
                                        const Wire::Message &message)
{
    if (const auto *error = std::get_if<Wire::Error>(&message))
        onError(server, id, *error);
    else if (const auto *progress = std::get_if<Wire::Progress>(&message))
        q->deliverProgress(id, progress->done, progress->total, QString::fromUtf8(progress->text));
    else if (const auto *part = std::get_if<Wire::Part>(&message))
        onPart(id, *part);
    else if (const auto *snapshot = std::get_if<Wire::Snapshot>(&message))
        onTold(server, Feed::decode(*snapshot));
    else if (const auto *delta = std::get_if<Wire::Delta>(&message))
        onTold(server, Feed::decode(*delta));
}

// Procedures

void JobDispatcher::Private::discover()
{
    for (const auto &server : m_servers) {
        if (server->isConnected())
            askForProcedures(*server);
    }
}

// Changes come at once; the interval only says that they can still come.
void JobDispatcher::Private::askForProcedures(ServerConnection &server)
{
    server.sendSubscribe(Feed::bit(Feed::Topic::Catalog), std::chrono::seconds(10));
}

// What cannot be read is left out: it is for a caller's convenience, and calls go on without it.
void JobDispatcher::Private::onTold(const ServerConnection &server,
                                    const Result<Feed::Update> &update)
{
    if (!update || (update->catalog.empty() && !update->isSnapshot))
        return;
    QList<ProcedureDescription> procedures;
    for (const Feed::CatalogRow &row : update->catalog)
        procedures.append({row.name.toUtf8(), row.signature.toUtf8(), row.documentation});
    m_procedures[&server] = std::move(procedures);
    mergeProcedures();
}

// A server that comes back may have others.
void JobDispatcher::Private::forgetProcedures(const ServerConnection &server)
{
    if (m_procedures.erase(&server) > 0)
        mergeProcedures();
}

void JobDispatcher::Private::mergeProcedures()
{
    QList<QList<ProcedureDescription>> catalogs;
    for (const auto &[server, procedures] : m_procedures)
        catalogs.append(procedures);
    q->setProcedures(merged(catalogs));
}

void JobDispatcher::Private::onResult(ServerConnection &server, CallId id,
                                      const Wire::Result &message)
{
    const auto call = server.sent().take(id);
    if (!call)
        return;
    const CallRun run = runOf(message.timing, call->attempts);
    if (QVariant plain; readPlainValue(message.value, plain))
        q->deliver(id, std::move(plain), run);
    else if (Result<QVariant> value = decodeValue(message.value))
        q->deliver(id, std::move(value).value(), run);
    else
        q->deliver(CallResult(id, value.error(), Execution::Started, run));
}

void JobDispatcher::Private::onError(ServerConnection &server, CallId id,
                                     const Wire::Error &message)
{
    const auto call = server.sent().take(id);
    if (!call)
        return;
    // Each earlier connection counts once, this one as often as the server says.
    const int attempts = call->attempts - 1 + std::max(1, int(message.attempts));
    q->deliver(
        CallResult(id, errorOf(message), message.execution, runOf(message.timing, attempts)));
}

// A part that cannot be read is left out: the result that follows says how the call ended.
void JobDispatcher::Private::onPart(CallId id, const Wire::Part &message)
{
    if (const auto value = decodeValue(message.value))
        q->deliverPart(id, *value);
    else
        q->log(id, value.error().message());
}

void JobDispatcher::Private::end(const PendingCall &call, ErrorCode code, const QString &message)
{
    end(call.id, call.attempts, code, message);
}

void JobDispatcher::Private::end(CallId id, int attempts, ErrorCode code, const QString &message)
{
    CallRun run;
    run.attempts = attempts;
    const Execution execution = attempts > 0 ? Execution::Unknown : Execution::NeverSent;
    q->deliver(CallResult(id, Error(code, message), execution, run));
}

void JobDispatcher::Private::endAll(const std::vector<PendingCall> &calls, ErrorCode code,
                                    const QString &message)
{
    for (const PendingCall &call : calls)
        end(call, code, message);
}

} // namespace Amp
