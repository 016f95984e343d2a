// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "tests/support/workerharness.h"

#include <array>

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/protocol/valuecodec.h"

namespace Amp::Test {

namespace {

constexpr int patienceMs = 10'000;

WorkerReply decoded(quint64 id, const Wire::Result &result)
{
    WorkerReply reply;
    reply.id = id;
    reply.ran = std::chrono::microseconds(result.timing.ranMicroseconds);
    if (auto value = decodeValue(result.value))
        reply.value = *value;
    else
        qFatal("the worker's value cannot be read: %s", qUtf8Printable(value.error().message()));
    return reply;
}

WorkerReply decoded(quint64 id, const Wire::Error &error)
{
    WorkerReply reply;
    reply.id = id;
    reply.code = error.code;
    reply.execution = error.execution;
    reply.message = QString::fromUtf8(error.message);
    reply.ran = std::chrono::microseconds(error.timing.ranMicroseconds);
    if (!error.details.isEmpty()) {
        if (auto details = decodeValue(error.details))
            reply.details = details->toMap();
    }
    return reply;
}

bool isReadable(int descriptor)
{
    pollfd link = {descriptor, POLLIN, 0};
    return poll(&link, 1, patienceMs) > 0;
}

} // namespace

WorkerHarness::WorkerHarness(const QString &program, const QStringList &arguments, Group group)
{
    std::array<int, 2> ends = {-1, -1};
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
        qFatal("no socketpair");
    m_link = ends[0];
    const int workersEnd = ends[1];
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("AMP_LINK"), QString::number(workersEnd));
    m_process.setProcessEnvironment(environment);
    m_process.setChildProcessModifier([workersEnd, group] {
        fcntl(workersEnd, F_SETFD, 0);
        if (group == Group::Own)
            setpgid(0, 0);
    });
    m_process.start(program, arguments);
    if (!m_process.waitForStarted(patienceMs))
        qFatal("%s does not start", qUtf8Printable(program));
    ::close(workersEnd);
}

WorkerHarness::~WorkerHarness()
{
    hangUp();
    m_process.kill();
    m_process.waitForFinished(patienceMs);
}

void WorkerHarness::hangUp()
{
    if (m_link >= 0)
        ::close(m_link);
    m_link = -1;
    m_linkHasEnded = true;
}

int WorkerHarness::waitForEnd()
{
    if (m_process.state() != QProcess::NotRunning && !m_process.waitForFinished(patienceMs))
        qFatal("the worker does not end");
    return m_process.exitStatus() == QProcess::CrashExit ? -m_process.exitCode()
                                                         : m_process.exitCode();
}

QByteArray WorkerHarness::output()
{
    m_process.waitForReadyRead(0);
    return m_process.readAllStandardOutput();
}

QByteArray WorkerHarness::errorOutput()
{
    m_process.waitForReadyRead(0);
    return m_process.readAllStandardError();
}

Wire::Ready WorkerHarness::waitForReady()
{
    while (!m_ready && waitForMessage()) {
    }
    return m_ready.value_or(Wire::Ready());
}

void WorkerHarness::sendBytes(QByteArrayView bytes)
{
    while (!bytes.isEmpty()) {
        const ssize_t sent = ::send(m_link, bytes.data(), size_t(bytes.size()), MSG_NOSIGNAL);
        if (sent <= 0)
            return;
        bytes = bytes.sliced(sent);
    }
}

quint64 WorkerHarness::start(const QByteArray &procedure, const QVariantList &arguments,
                             QByteArrayView metadata)
{
    return startEncoded(procedure, encodeArguments(arguments).value(), metadata);
}

quint64 WorkerHarness::startEncoded(const QByteArray &procedure, QByteArrayView arguments,
                                    QByteArrayView metadata)
{
    Wire::Call call;
    call.procedure = procedure;
    call.metadata = metadata;
    call.arguments = arguments;
    send(++m_lastId, call);
    return m_lastId;
}

std::optional<WorkerReply> WorkerHarness::waitForReply()
{
    while (replies.empty() && waitForMessage()) {
    }
    if (replies.empty())
        return std::nullopt;
    const WorkerReply reply = replies.front();
    replies.erase(replies.begin());
    return reply;
}

WorkerReply WorkerHarness::call(const QByteArray &procedure, const QVariantList &arguments)
{
    start(procedure, arguments);
    return waitForReply().value_or(WorkerReply());
}

bool WorkerHarness::waitForMessage()
{
    FrameScan scan = scanFrame(m_received);
    while (scan.status == FrameStatus::Incomplete && readFrame())
        scan = scanFrame(m_received);
    if (scan.status == FrameStatus::Malformed)
        qFatal("the worker sent a malformed frame");
    if (scan.status == FrameStatus::Incomplete)
        return false;
    const auto message = Wire::parse(scan.frame);
    if (!message)
        qFatal("the worker broke the protocol: %s", qUtf8Printable(message.error().message()));
    collect(scan.frame.id, *message);
    m_received.remove(0, scan.frame.bytes.size());
    return true;
}

bool WorkerHarness::readFrame()
{
    if (m_linkHasEnded)
        return false;
    if (!isReadable(m_link))
        qFatal("the worker says nothing");
    std::array<char, 65536> buffer;
    const ssize_t count = recv(m_link, buffer.data(), buffer.size(), 0);
    if (count > 0)
        m_received.append(buffer.data(), count);
    else
        m_linkHasEnded = true;
    return count > 0;
}

void WorkerHarness::collect(quint64 id, const Wire::Message &message)
{
    if (const auto *ready = std::get_if<Wire::Ready>(&message))
        m_ready = *ready;
    else if (const auto *result = std::get_if<Wire::Result>(&message))
        replies.push_back(decoded(id, *result));
    else if (const auto *error = std::get_if<Wire::Error>(&message))
        replies.push_back(decoded(id, *error));
    else if (const auto *step = std::get_if<Wire::Progress>(&message))
        progress.push_back({id, step->done, step->total, QString::fromUtf8(step->text)});
    else if (const auto *part = std::get_if<Wire::Part>(&message))
        parts.append(decodeValue(part->value).value());
    else if (std::holds_alternative<Wire::Pong>(message))
        pongs.push_back(id);
    else
        qFatal("the worker sent a message of kind %d", int(message.index()));
}

} // namespace Amp::Test
