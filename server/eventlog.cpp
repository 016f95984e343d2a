// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "server/eventlog.h"

#include <QTime>

#include "core/protocol/printable.h"

namespace Amp {

namespace {

struct Look
{
    const char *name;
    const char *color; // SGR sequence
};

Look lookOf(EventLog::Tag tag)
{
    using Tag = EventLog::Tag;
    switch (tag) {
    case Tag::Bind:
        return {"BIND", "\x1b[1;34m"};
    case Tag::Conn:
        return {"CONN", "\x1b[36m"};
    case Tag::Gone:
        return {"GONE", "\x1b[2;36m"};
    case Tag::Call:
        return {"CALL", "\x1b[33m"};
    case Tag::Rslt:
        return {"RSLT", "\x1b[32m"};
    case Tag::Fail:
        return {"FAIL", "\x1b[31m"};
    case Tag::Work:
        return {"WORK", "\x1b[34m"};
    case Tag::Ctrl:
        return {"CTRL", "\x1b[1;33m"};
    case Tag::Down:
        return {"DOWN", "\x1b[1;31m"};
    }
    return {"", ""};
}

void writeLine(std::FILE *file, const QByteArray &line)
{
    std::fwrite(line.constData(), 1, size_t(line.size()), file);
    std::fflush(file);
}

} // namespace

EventLog::EventLog(Settings settings, std::FILE *events, std::FILE *warnings)
    : m_settings(settings)
    , m_events(events)
    , m_warnings(warnings)
{}

void EventLog::log(Tag tag, const QString &text)
{
    if (!isHeard(tag))
        return;
    const QString shown = printable(text);
    tellListener(isAboutOneCall(tag) ? Feed::LogLine::Level::Debug : Feed::LogLine::Level::Info,
                 shown);
    if (!m_settings.debug)
        return;
    const Look look = lookOf(tag);
    QByteArray line = QTime::currentTime().toString(QStringLiteral("hh:mm:ss.zzz ")).toLatin1();
    if (m_settings.colors)
        line += QByteArray(look.color) + look.name + "\x1b[0m";
    else
        line += look.name;
    writeLine(m_events, line + ' ' + shown.toUtf8() + '\n');
}

void EventLog::tellListener(Feed::LogLine::Level level, const QString &text, LineSource source)
{
    if (m_listener)
        m_listener({0, 0, level, source.worker, source.call, text});
}

void EventLog::announce(const QString &text)
{
    const QString shown = printable(text);
    tellListener(Feed::LogLine::Level::Info, shown);
    writeLine(m_events, shown.toUtf8() + '\n');
}

void EventLog::warn(const QString &text)
{
    const QString shown = printable(text);
    tellListener(Feed::LogLine::Level::Warning, shown);
    writeLine(m_warnings, "amp-server: " + shown.toUtf8() + '\n');
}

void EventLog::workerOutput(qint64 pid, const QString &call, const QString &line, LineSource source)
{
    const QString shown = printable(line);
    tellListener(Feed::LogLine::Level::Output, shown, source);
    QByteArray text = "worker " + QByteArray::number(pid);
    if (!call.isEmpty())
        text += " (" + printable(call).toUtf8() + ')';
    writeLine(m_warnings, text + ": " + shown.toUtf8() + '\n');
}

} // namespace Amp
