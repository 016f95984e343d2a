// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/workers/workeroutput.h"

#include <array>
#include <cerrno>

#include <fcntl.h>
#include <unistd.h>

#include "core/protocol/printable.h"

namespace Amp {

namespace {
constexpr int drainedReads = 16; // a pipe holds at most a megabyte
}

WorkerOutput::WorkerOutput(int descriptor, QObject *parent)
    : QObject(parent)
    , m_descriptor(descriptor)
    , m_notifier(std::make_unique<QSocketNotifier>(descriptor, QSocketNotifier::Read))
{
    ::fcntl(descriptor, F_SETFL, ::fcntl(descriptor, F_GETFL) | O_NONBLOCK);
    connect(m_notifier.get(), &QSocketNotifier::activated, this, [this] { readOnce(); });
    m_note.setSingleShot(true);
    connect(&m_note, &QTimer::timeout, this, &WorkerOutput::startSecond);
    m_second.start();
}

WorkerOutput::~WorkerOutput()
{
    close();
}

QStringList WorkerOutput::lastLines() const
{
    QStringList lines(m_lastLines.begin(), m_lastLines.end());
    if (!m_line.isEmpty())
        lines.append(printable(m_line));
    return lines;
}

void WorkerOutput::beginCall()
{
    m_lastLines.clear();
}

void WorkerOutput::endCall()
{
    for (int i = 0; i < drainedReads && readOnce(); ++i) {
    }
    if (!m_line.isEmpty())
        endLine();
}

void WorkerOutput::drain()
{
    endCall();
    startSecond();
}

bool WorkerOutput::readOnce()
{
    if (m_descriptor < 0)
        return false;
    std::array<char, 64 * 1024> buffer;
    const ssize_t count = ::read(m_descriptor, buffer.data(), buffer.size());
    if (count > 0) {
        take(QByteArrayView(buffer.data(), count));
        return true;
    }
    if (count == 0 || (errno != EAGAIN && errno != EINTR))
        close();
    return false;
}

void WorkerOutput::take(QByteArrayView bytes)
{
    while (!bytes.isEmpty()) {
        const qsizetype end = bytes.indexOf('\n');
        const QByteArrayView piece = end < 0 ? bytes : bytes.first(end);
        const qsizetype room = maxLineBytes - m_line.size();
        m_line.append(piece.first(qMin(room, piece.size())));
        m_lineCut = m_lineCut || piece.size() > room;
        if (end < 0)
            return;
        endLine();
        bytes = bytes.sliced(end + 1);
    }
}

void WorkerOutput::endLine()
{
    if (m_second.hasExpired(1000))
        startSecond();
    if (++m_linesThisSecond > maxLinesPerSecond) {
        if (++m_linesDropped == 1) // perhaps no further line follows
            m_note.start(int(qMax<qint64>(0, 1000 - m_second.elapsed())));
    } else {
        if (m_line.endsWith('\r'))
            m_line.chop(1);
        pass(printable(m_line) + (m_lineCut ? QStringLiteral(" ... (cut)") : QString()));
    }
    m_line.resize(0);
    m_lineCut = false;
}

void WorkerOutput::pass(const QString &line)
{
    m_lastLines.push_back(line);
    if (m_lastLines.size() > rememberedLines)
        m_lastLines.pop_front();
    Q_EMIT lineRead(line);
}

void WorkerOutput::startSecond()
{
    m_second.restart();
    m_note.stop();
    m_linesThisSecond = 0;
    if (const qint64 dropped = std::exchange(m_linesDropped, 0)) {
        pass(QStringLiteral("(%1 more lines, more than %2 a second are not shown)")
                 .arg(dropped)
                 .arg(maxLinesPerSecond));
    }
}

void WorkerOutput::close()
{
    m_notifier.reset();
    if (m_descriptor >= 0)
        ::close(std::exchange(m_descriptor, -1));
}

} // namespace Amp
