// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "client/serverconnection.h"

#include <QtCore/qcoreapplication.h>
#include <QtCore/qthread.h>

#include "core/net/flushqueue.h"
#include "core/protocol/printable.h"
#include "core/protocol/valuecodec.h"

namespace Amp {

using namespace std::chrono_literals;

namespace {

constexpr qsizetype quotedBytes = 60;

// The beginning of what a stranger said: "HTTP/1.1 400 Bad Request".
QString quoted(QByteArrayView bytes)
{
    const QByteArray start = bytes.first(std::min(bytes.size(), quotedBytes)).toByteArray();
    const qsizetype lineEnd = start.indexOf('\n');
    return printable(QByteArrayView(start).first(lineEnd < 0 ? start.size() : lineEnd).trimmed());
}

Wire::Hello hello()
{
    Wire::Hello message;
    message.program = QCoreApplication::applicationName().left(100).toUtf8();
    message.pid = quint32(QCoreApplication::applicationPid());
    return message;
}

Result<QVariant> valueOf(const Wire::Reply &message)
{
    if (message.code != ErrorCode::None)
        return {message.code, QString::fromUtf8(message.message)};
    return decodeValue(message.value);
}

} // namespace

ServerConnection::ServerConnection(const Address &address, const ConnectionSettings &settings,
                                   FlushQueue &flushQueue, QObject *parent)
    : QObject(parent)
    , m_address(address)
    , m_settings(settings)
    , m_flushQueue(flushQueue)
    , m_name(address.toString())
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &ServerConnection::onTimer);
    connect(&m_heartbeat, &Heartbeat::silent, this, &ServerConnection::onSilence);
    connect(&m_heartbeat, &Heartbeat::lost, this, [this](std::chrono::milliseconds silence) {
        fail(QStringLiteral("%1 owes answers and has been silent for %2 s.")
                 .arg(m_name)
                 .arg(double(silence.count()) / 1000));
    });
}

ServerConnection::~ServerConnection()
{
    close();
}

void ServerConnection::setState(State state)
{
    m_state = state;
}

// Connecting

void ServerConnection::open()
{
    Q_ASSERT(m_state == State::Disconnected || m_state == State::Waiting);
    m_backoff.setRange(m_settings.firstPause, m_settings.longestPause);
    m_connector = std::make_unique<Connector>(m_address, m_flushQueue);
    connect(m_connector.get(), &Connector::connected, this, &ServerConnection::greet);
    connect(m_connector.get(), &Connector::failed, this, [this](const QString &reason) {
        fail(QStringLiteral("Cannot connect to %1: %2. Is an AMP server running there?")
                 .arg(m_name, reason));
    });
    m_timer.start(m_settings.connectTimeout);
    m_refusedForGood = false;
    setState(State::Connecting);
    m_connector->start();
}

void ServerConnection::retryNow()
{
    if (m_state == State::Waiting)
        open();
}

std::chrono::milliseconds ServerConnection::remainingPause() const
{
    return m_state == State::Waiting ? m_timer.remainingTimeAsDuration()
                                     : std::chrono::milliseconds(0);
}

void ServerConnection::greet(Channel *channel)
{
    m_channel.reset(channel);
    connect(channel, &Channel::readyRead, this, &ServerConnection::onReadyRead);
    connect(channel, &Channel::closed, this, &ServerConnection::onClosed);
    setState(State::Greeting);
    send(0, hello());
}

void ServerConnection::waitForProgress(std::chrono::milliseconds timeout)
{
    if (isConnected()) {
        waitForMessages(timeout);
        return;
    }
    const auto step = std::min(timeout, m_timer.remainingTimeAsDuration());
    switch (m_state) {
    case State::Connecting:
        m_connector->wait(step);
        break;
    case State::Greeting:
        m_channel->flush();
        m_connector->waitForBytes(step);
        readWithoutEventLoop();
        break;
    case State::Waiting:
        QThread::msleep(ulong(step.count()));
        break;
    case State::Disconnected:
    case State::Connected:
        return;
    }
    if (m_timer.isActive() && m_timer.remainingTime() == 0)
        onTimer();
}

void ServerConnection::waitForMessages(std::chrono::milliseconds timeout)
{
    m_channel->flush();
    m_connector->waitForBytes(std::min(timeout, m_heartbeat.remainingTime()),
                              m_channel->pendingBytes() > 0);
    m_channel->flush();
    readWithoutEventLoop();
    if (isConnected())
        m_heartbeat.checkIfDue();
}

// Only bytes are a sign of life.
void ServerConnection::readWithoutEventLoop()
{
    const qsizetype before = m_channel->readable().size();
    const bool open = m_channel->readNow();
    if (m_channel->readable().size() > before)
        readFrames();
    if (!open && m_channel)
        onClosed(QStringLiteral("The peer closed the connection."));
}

void ServerConnection::onTimer()
{
    switch (m_state) {
    case State::Waiting:
        open();
        return;
    case State::Connecting:
        fail(QStringLiteral("%1 has not answered within %2 s. Is the host up, and the port right?")
                 .arg(m_name)
                 .arg(double(m_settings.connectTimeout.count()) / 1000));
        return;
    case State::Greeting:
        fail(QStringLiteral("%1 takes connections but has said nothing within %2 s, and an AMP "
                            "server answers at once. Is the port right?")
                 .arg(m_name)
                 .arg(double(m_settings.connectTimeout.count()) / 1000));
        return;
    case State::Disconnected:
    case State::Connected:
        return;
    }
}

// Ending

void ServerConnection::fail(const QString &reason, Retry retry)
{
    const bool wasConnected = isConnected();
    leave();
    m_refusedForGood = retry == Retry::Late;
    if (m_settings.reconnect) {
        m_timer.start(retry == Retry::Late ? m_backoff.longest() : m_backoff.next());
        setState(State::Waiting);
    } else {
        setState(State::Disconnected);
    }
    endRequests(reason);
    if (wasConnected)
        Q_EMIT lost(reason);
    else
        Q_EMIT attemptFailed(reason);
}

void ServerConnection::close()
{
    if (isConnected()) {
        send(0, Wire::Goodbye{});
        m_channel->close();
    }
    leave();
    setState(State::Disconnected);
    endRequests(QStringLiteral("The connection to %1 was closed by this program.").arg(m_name));
}

void ServerConnection::leave()
{
    m_timer.stop();
    m_heartbeat.stop();
    m_isSubscribed = false;
    m_channel.reset();
    if (m_connector)
        m_connector.release()->deleteLater(); // we may be inside of its signal
}

void ServerConnection::endRequests(const QString &reason)
{
    const auto requests = std::exchange(m_requests, {});
    for (const auto &[id, answered] : requests)
        answered({ErrorCode::ConnectionLost, reason});
}

void ServerConnection::onClosed(const QString &reason)
{
    if (isConnected())
        fail(QStringLiteral("The connection to %1 has ended: %2").arg(m_name, reason));
    else if (!m_channel->readable().isEmpty())
        failForeign(m_channel->readable());
    else
        fail(QStringLiteral("%1 closed the connection without a word. Is it an AMP server?")
                 .arg(m_name));
}

void ServerConnection::failForeign(QByteArrayView bytes)
{
    fail(QStringLiteral("%1 answers, but does not speak AMP: it says \"%2\". Is the port right?")
             .arg(m_name, quoted(bytes)));
}

// Frames

void ServerConnection::onReadyRead()
{
    Q_EMIT turnBegan();
    readFrames();
    Q_EMIT turnEnded();
}

// Handles every whole frame that is there. Handling one may end the connection.
void ServerConnection::readFrames()
{
    m_heartbeat.noteSignOfLife();
    qsizetype used = 0;
    while (m_channel && handleNext(m_channel->readable().sliced(used), used)) {
    }
    if (m_channel)
        m_channel->consume(used);
    if (isConnected())
        Q_EMIT receivedAll();
}

bool ServerConnection::handleNext(QByteArrayView bytes, qsizetype &used)
{
    const bool greeting = m_state == State::Greeting;
    const FrameScan scan =
        scanFrame(bytes, greeting ? Limits::maxGreetingFrameBytes : Limits::maxFrameBytes);
    if (scan.status == FrameStatus::Incomplete)
        return false;
    if (scan.status == FrameStatus::Malformed) {
        rejectFrame(bytes, QStringLiteral("The size of a frame is not one of the protocol."));
        return false;
    }
    used += scan.frame.bytes.size();
    if (Wire::Result result; !greeting && Wire::readResult(scan.frame, result)) {
        if (m_onResult)
            m_onResult(CallId(scan.frame.id), result);
        return true;
    }
    const Result<Wire::Message> message = Wire::parse(scan.frame);
    if (!message)
        rejectFrame(bytes, message.error().message());
    else if (greeting)
        handleGreeting(*message, scan.frame);
    else
        handleMessage(scan.frame.id, *message);
    return true;
}

void ServerConnection::rejectFrame(QByteArrayView bytes, const QString &why)
{
    if (m_state == State::Greeting)
        failForeign(bytes);
    else
        fail(QStringLiteral("%1 broke the protocol: %2").arg(m_name, why));
}

void ServerConnection::handleGreeting(const Wire::Message &message, const Frame &frame)
{
    if (const auto *hail = std::get_if<Wire::Welcome>(&message))
        welcome(*hail);
    else if (const auto *refusal = std::get_if<Wire::Refuse>(&message))
        refuse(*refusal);
    else
        failForeign(frame.bytes);
}

void ServerConnection::welcome(const Wire::Welcome &message)
{
    if (message.version != Wire::version) {
        fail(QStringLiteral("%1 speaks version %2 of the protocol and this program version %3. "
                            "Use the same release of AMP on both sides.")
                 .arg(m_name)
                 .arg(message.version)
                 .arg(Wire::version),
             Retry::Late);
        return;
    }
    m_timer.stop();
    m_backoff.reset();
    m_heartbeat.start(m_settings.heartbeat);
    m_sent.setWindow(message.windowCalls, message.windowBytes);
    m_maxPayloadBytes = message.maxPayloadBytes;
    setState(State::Connected);
    Q_EMIT welcomed();
}

// A server that is full or ending may take us soon; one that does not allow us, or speaks another
// version, will not.
void ServerConnection::refuse(const Wire::Refuse &message)
{
    const bool passes =
        message.code == ErrorCode::TooBusy || message.code == ErrorCode::ShuttingDown;
    fail(QStringLiteral("%1 refuses: %2").arg(m_name, printable(message.message)),
         passes ? Retry::Soon : Retry::Late);
}

struct ServerConnection::MessageHandler
{
    ServerConnection &connection;
    quint64 id;
    const Wire::Message &message;

    void operator()(const Wire::Result &) const {} // the result handler was told
    void operator()(const Wire::Error &) const { pass(); }
    void operator()(const Wire::Progress &) const { pass(); }
    void operator()(const Wire::Part &) const { pass(); }
    void operator()(const Wire::Snapshot &) const { pass(); }
    void operator()(const Wire::Delta &) const { pass(); }
    void operator()(const Wire::Pong &) const { connection.answer(id, QVariant()); }
    void operator()(const Wire::Reply &m) const { connection.answer(id, valueOf(m)); }
    void operator()(const Wire::Ping &) const { connection.send(id, Wire::Pong{}); }
    void operator()(const Wire::Refuse &m) const { connection.refuse(m); }
    void operator()(const Wire::Goodbye &m) const
    {
        connection.fail(
            QStringLiteral("%1 took its leave: %2").arg(connection.m_name, printable(m.reason)));
    }

    void operator()(const Wire::Hello &) const { reject("Hello"); }
    void operator()(const Wire::Welcome &) const { reject("a second Welcome"); }
    void operator()(const Wire::Call &) const { reject("Call"); }
    void operator()(const Wire::Cancel &) const { reject("Cancel"); }
    void operator()(const Wire::Ready &) const { reject("Ready"); }
    void operator()(const Wire::Subscribe &) const { reject("Subscribe"); }
    void operator()(const Wire::Command &) const { reject("Command"); }

    void pass() const { Q_EMIT connection.received(id, message); }
    void reject(const char *name) const
    {
        connection.rejectFrame(
            {}, QStringLiteral("A server does not send %1.").arg(QLatin1String(name)));
    }
};

void ServerConnection::handleMessage(quint64 id, const Wire::Message &message)
{
    std::visit(MessageHandler{*this, id, message}, message);
}

// Sending

template <typename M>
void ServerConnection::send(quint64 id, const M &message)
{
    QByteArray frame;
    Wire::write(frame, id, message);
    m_channel->append(frame);
}

void ServerConnection::sendCall(PendingCall &call)
{
    Q_ASSERT(isConnected());
    m_channel->append(call.frame);
    ++call.attempts;
    m_sent.add(call);
}

void ServerConnection::sendCancel(CallId id)
{
    send(quint64(id), Wire::Cancel{});
}

void ServerConnection::sendPing(Request answered)
{
    send(addRequest(std::move(answered)), Wire::Ping{});
}

void ServerConnection::sendCommand(QByteArrayView verb, const QVariantList &arguments,
                                   Request answered)
{
    const Result<QByteArray> encoded = encodeArguments(arguments);
    if (!encoded) {
        answered(encoded.error());
        return;
    }
    Wire::Command message;
    message.verb = verb;
    message.arguments = *encoded;
    send(addRequest(std::move(answered)), message);
}

quint64 ServerConnection::sendSubscribe(quint32 topics, std::chrono::milliseconds interval)
{
    Wire::Subscribe message;
    message.topics = topics;
    message.intervalMs = quint16(std::clamp(interval, 100ms, 10'000ms).count());
    m_isSubscribed = topics != 0;
    send(++m_lastRequest, message);
    return m_lastRequest;
}

quint64 ServerConnection::addRequest(Request &&answered)
{
    m_requests.emplace(++m_lastRequest, std::move(answered));
    return m_lastRequest;
}

void ServerConnection::answer(quint64 id, const Result<QVariant> &result)
{
    if (auto request = m_requests.extract(id))
        request.mapped()(result);
}

// A server that owes nothing may be silent for as long as it likes.
void ServerConnection::onSilence()
{
    if (m_sent.isEmpty() && m_requests.empty() && !m_isSubscribed)
        m_heartbeat.noteSignOfLife();
    else
        send(0, Wire::Ping{});
}

} // namespace Amp
