// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "server/session.h"

#include <QPointer>
#include <QRandomGenerator>

#include "core/dispatch/calloutcome.h"
#include "core/protocol/printable.h"
#include "core/workers/poolset.h"
#include "server/commandtable.h"
#include "server/eventlog.h"

namespace Amp {

using Tag = EventLog::Tag;

namespace {

QString nameOf(const Wire::Call &call)
{
    return printable(call.procedure);
}

Wire::SessionId makeSessionId()
{
    Wire::SessionId id;
    QRandomGenerator::system()->generate(id.begin(), id.end());
    return id;
}

} // namespace

Session::Session(std::unique_ptr<Channel> channel, QString peer, QByteArray address,
                 Context context, QObject *parent)
    : QObject(parent)
    , m_channel(std::move(channel))
    , m_peer(std::move(peer))
    , m_address(std::move(address))
    , m_context(context)
    , m_calls(QRandomGenerator::global()->generate64())
{
    connect(m_channel.get(), &Channel::readyRead, this, &Session::readFrames);
    connect(m_channel.get(), &Channel::closed, this, &Session::close);
    connect(m_channel.get(), &Channel::drained, this, &Session::watchOutput);
    connect(&m_patience, &QTimer::timeout, this, [this] {
        if (m_state == State::Greeting)
            refuse(ErrorCode::ProtocolError,
                   QStringLiteral("No Hello came within 2 s; is this an AMP client?"));
        else
            close(QStringLiteral("it did not read its results"));
    });
    m_patience.setSingleShot(true);
    m_patience.start(m_context.limits.greetingPatience);
}

Session::~Session()
{
    forgetCalls();
    leaveFeed();
}

void Session::refuse(ErrorCode code, const QString &message)
{
    if (m_state == State::Closed)
        return;
    send(0, Wire::Refuse{code, message.toUtf8()});
    close(message);
}

void Session::sayGoodbye(const QString &reason)
{
    if (m_state == State::Open)
        send(0, Wire::Goodbye{reason.toUtf8()});
    close(reason);
}

void Session::leave(const QString &reason)
{
    m_channel->flush();
    if (m_state != State::Open || m_channel->pendingBytes() == 0)
        return sayGoodbye(reason);
    send(0, Wire::Goodbye{reason.toUtf8()});
    setState(State::Leaving);
}

// Greeting -> Open -> Leaving; all of them -> Closed.
void Session::setState(State state)
{
    m_state = state;
    if (state == State::Leaving)
        m_patience.start(m_context.limits.slowReaderPatience);
    else if (state != State::Greeting)
        m_patience.stop();
}

// Frames are consumed when all that have come are handled, since messages point into them.
void Session::readFrames()
{
    const auto now = CallRecord::Clock::now(); // what came together was accepted together
    const QByteArrayView bytes = m_channel->readable();
    qsizetype handled = 0;
    while (m_state != State::Closed) {
        const quint32 limit =
            m_state == State::Greeting ? Limits::maxGreetingFrameBytes : Limits::maxFrameBytes;
        const FrameScan scan = scanFrame(bytes.sliced(handled), limit);
        if (scan.status == FrameStatus::Incomplete)
            break;
        if (scan.status == FrameStatus::Malformed) {
            refuse(ErrorCode::ProtocolError,
                   QStringLiteral("That is not an AMP frame, or it is longer than %1 bytes.")
                       .arg(limit));
            return;
        }
        if (!receive(scan.frame, now))
            return;
        handled += scan.frame.bytes.size();
    }
    m_bytesIn += quint64(handled);
    if (m_state != State::Closed)
        m_channel->consume(handled);
}

bool Session::receive(const Frame &frame, CallRecord::TimePoint now)
{
    Wire::Call call;
    if (Wire::readCall(frame, call)) {
        receive(frame, call, now);
        return true;
    }
    const Result<Wire::Message> message = Wire::parse(frame);
    if (!message) {
        refuse(ErrorCode::ProtocolError, message.error().message());
        return false;
    }
    std::visit([&](const auto &m) { receive(frame, m); }, *message);
    return true;
}

void Session::receive(const Frame &, const Wire::Hello &hello)
{
    if (m_state != State::Greeting) {
        refuse(ErrorCode::ProtocolError, QStringLiteral("Hello was said twice."));
    } else if (hello.version != Wire::version) {
        refuse(ErrorCode::ProtocolError,
               QStringLiteral(
                   "This server speaks version %1 of the protocol and the client version %2; "
                   "use programs of one release.")
                   .arg(Wire::version)
                   .arg(hello.version));
    } else {
        // Without tokens a program is who it says it is: address, name and process together take
        // turns with others, so that a second connection gains nothing.
        m_identity = m_context.pools.identity(m_address + ' ' + hello.program + ' ' +
                                              QByteArray::number(hello.pid));
        introduce(hello);
        setState(State::Open);
        welcome();
        m_context.log.log(Tag::Conn, [&] {
            return QStringLiteral("%1 is %2, pid %3")
                .arg(m_peer, printable(hello.program))
                .arg(hello.pid);
        });
    }
}

void Session::introduce(const Wire::Hello &hello)
{
    if (!m_context.stats)
        return;
    m_row.program = printable(hello.program);
    m_row.address = m_peer;
    m_row.identity = printable(m_identity->key());
    m_row.pid = hello.pid;
    m_row.connectedAt = m_context.stats->clock().now();
    m_row.id = m_context.stats->clients().add({m_row.program, m_row.address});
}

ClientActivity Session::activity() const
{
    ClientActivity activity{m_row, m_bytesIn, m_bytesOut};
    activity.row.inFlight = quint32(m_calls.size());
    activity.row.bufferBytes = quint64(unreadBytes());
    return activity;
}

void Session::welcome()
{
    Wire::Welcome welcome;
    welcome.session = makeSessionId();
    welcome.epoch = m_context.epoch;
    welcome.windowCalls = m_context.limits.windowCalls;
    welcome.windowBytes = m_context.limits.windowBytes;
    welcome.maxPayloadBytes = m_context.limits.maxPayloadBytes;
    send(0, welcome);
}

void Session::receive(const Frame &frame, const Wire::Call &call, CallRecord::TimePoint now)
{
    if (m_state != State::Open) {
        refuse(ErrorCode::ProtocolError, QStringLiteral("A call came before Hello."));
        return;
    }
    if (m_calls.contains(frame.id)) {
        refuse(ErrorCode::ProtocolError,
               QStringLiteral("Two calls have the number %1.").arg(frame.id));
        return;
    }
    m_context.log.log(Tag::Call, [&] {
        return QStringLiteral("%1 #%2 %3, %4 bytes")
            .arg(m_peer)
            .arg(frame.id)
            .arg(nameOf(call))
            .arg(call.arguments.size());
    });
    Responder responder(*this, frame.id);
    if (const auto error = refusal(frame, call)) {
        CallOutcome outcome;
        outcome.code = error->code();
        outcome.message = error->message();
        responder.finish(outcome);
        return;
    }
    const quint64 ticket = m_context.pools.submit(
        frame, call, {*m_identity, quint32(m_row.id), now}, std::move(responder));
    if (ticket == 0)
        return;
    m_calls.insert({frame.id, ticket, quint32(frame.bytes.size())});
    m_openBytes += quint64(frame.bytes.size());
}

std::optional<Error> Session::refusal(const Frame &frame, const Wire::Call &call) const
{
    const SessionLimits &limits = m_context.limits;
    if (call.arguments.size() > qsizetype(limits.maxPayloadBytes)) {
        return Error(ErrorCode::TooLarge,
                     QStringLiteral("The arguments of %1 take %2 bytes; at most %3 can be sent.")
                         .arg(nameOf(call))
                         .arg(call.arguments.size())
                         .arg(limits.maxPayloadBytes));
    }
    if (m_calls.size() >= qsizetype(limits.windowCalls)) {
        return Error(ErrorCode::TooBusy,
                     QStringLiteral("This connection has %1 unfinished calls, which is its limit.")
                         .arg(limits.windowCalls));
    }
    if (m_openBytes + quint64(frame.bytes.size()) > limits.windowBytes) {
        return Error(
            ErrorCode::TooBusy,
            QStringLiteral("The unfinished calls of this connection fill its limit of %1 bytes.")
                .arg(limits.windowBytes));
    }
    return {};
}

void Session::receive(const Frame &frame, const Wire::Cancel &)
{
    if (const auto *call = m_calls.find(frame.id))
        m_context.pools.cancel(call->ticket);
}

void Session::receive(const Frame &frame, const Wire::Ping &)
{
    send(frame.id, Wire::Pong());
}

void Session::receive(const Frame &, const Wire::Pong &) {}

void Session::receive(const Frame &, const Wire::Goodbye &goodbye)
{
    close(goodbye.reason.isEmpty() ? QStringLiteral("it said goodbye") : printable(goodbye.reason));
}

void Session::receive(const Frame &frame, const Wire::Subscribe &subscribe)
{
    if (m_state != State::Open)
        refuse(ErrorCode::ProtocolError, QStringLiteral("A subscription came before Hello."));
    else if (m_context.feed)
        m_context.feed->subscribe(*this, frame.id, subscribe);
}

void Session::receive(const Frame &frame, const Wire::Command &command)
{
    if (m_state != State::Open) {
        refuse(ErrorCode::ProtocolError, QStringLiteral("A command came before Hello."));
        return;
    }
    m_context.log.log(Tag::Ctrl,
                      [&] { return QStringLiteral("%1 %2").arg(m_peer, printable(command.verb)); });
    // Some answers come when the client has long gone.
    m_context.commands.run(command, [self = QPointer(this), id = frame.id](const auto &answer) {
        if (self)
            self->send(id, Wire::Reply{answer.code, answer.message, answer.value});
    });
}

template <typename Message>
void Session::receive(const Frame &frame, const Message &)
{
    refuse(ErrorCode::ProtocolError,
           QStringLiteral("A message of type %1 is not a client's to send.").arg(frame.type));
}

void Session::callFinished(quint64 callId, const CallOutcome &outcome)
{
    m_openBytes -= quint64(m_calls.take(callId).frameBytes);
    ++m_row.calls;
    m_row.failed += outcome.code != ErrorCode::None && outcome.code != ErrorCode::Cancelled;
    const Wire::Timing timing{outcome.ranMicroseconds, outcome.waitedMicroseconds,
                              outcome.workerPid};
    if (m_state == State::Closed) {
        return;
    } else if (outcome.code == ErrorCode::None) {
        const auto head = Wire::resultHead(callId, timing, outcome.value.size());
        sendFrame(QByteArrayView(head), outcome.value);
    } else {
        const QByteArray message = outcome.message.toUtf8();
        send(callId, Wire::Error{timing, outcome.code, outcome.execution, outcome.attempts, message,
                                 outcome.details});
    }
    if (m_context.log.isDebug())
        logOutcome(callId, outcome);
}

void Session::callProgressed(quint64 callId, const Wire::Progress &progress)
{
    send(callId, progress);
}

void Session::callPartReady(quint64 callId, QByteArrayView value)
{
    send(callId, Wire::Part{value});
}

template <typename Message>
void Session::send(quint64 id, const Message &message)
{
    if (m_state == State::Closed)
        return;
    m_outgoing.resize(0);
    Wire::write(m_outgoing, id, message);
    sendFrame(m_outgoing);
}

void Session::sendFrame(QByteArrayView head, QByteArrayView tail)
{
    m_bytesOut += quint64(head.size() + tail.size());
    m_channel->append(head, tail);
    if (m_channel->pendingBytes() > m_context.limits.softOutputBytes)
        watchOutput();
}

// A client that does not read gets no more calls in, and is cut when that does not help.
void Session::watchOutput()
{
    if (m_state != State::Open)
        return closeIfRead();
    const qsizetype pending = m_channel->pendingBytes();
    const bool slow = pending > m_context.limits.softOutputBytes;
    if (pending > m_context.limits.hardOutputBytes) {
        // Not from here: whoever is sending this result still uses the session.
        m_patience.start(0);
    } else if (slow && !m_patience.isActive()) {
        m_patience.start(m_context.limits.slowReaderPatience);
    } else if (!slow) {
        m_patience.stop();
    }
    m_channel->setReadPaused(slow);
}

void Session::closeIfRead()
{
    if (m_state == State::Leaving && m_channel->pendingBytes() == 0)
        close(QStringLiteral("the server ends"));
}

void Session::close(const QString &reason)
{
    if (m_state == State::Closed)
        return;
    setState(State::Closed);
    m_channel->close();
    m_context.log.log(Tag::Gone, [&] { return QStringLiteral("%1, %2").arg(m_peer, reason); });
    forgetCalls();
    leaveFeed();
    Q_EMIT closed();
}

void Session::leaveFeed()
{
    if (m_context.feed)
        m_context.feed->unsubscribe(*this);
    if (m_context.stats && m_row.id != 0)
        m_context.stats->clients().leave(quint32(std::exchange(m_row.id, 0)));
}

void Session::forgetCalls()
{
    std::vector<quint64> tickets;
    m_calls.forEach([&](const OpenCalls::Entry &call) { tickets.push_back(call.ticket); });
    m_calls.clear();
    for (const quint64 ticket : tickets)
        m_context.pools.forget(ticket);
}

void Session::logOutcome(quint64 callId, const CallOutcome &outcome)
{
    const bool succeeded = outcome.code == ErrorCode::None;
    const QString what =
        succeeded ? QStringLiteral("%1 bytes").arg(outcome.value.size())
                  : QStringLiteral("%1: %2").arg(QLatin1StringView(Amp::nameOf(outcome.code)),
                                                 outcome.message);
    m_context.log.log(succeeded ? Tag::Rslt : Tag::Fail,
                      QStringLiteral("%1 #%2 %3, waited %4 us, ran %5 us, worker %6")
                          .arg(m_peer)
                          .arg(callId)
                          .arg(what)
                          .arg(outcome.waitedMicroseconds)
                          .arg(outcome.ranMicroseconds)
                          .arg(outcome.workerPid));
}

} // namespace Amp
