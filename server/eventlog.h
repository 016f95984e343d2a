// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <concepts>
#include <cstdio>
#include <functional>

#include <QString>

#include "core/stats/feed.h"

namespace Amp {

struct LineSource // of a line; zeros: the server itself
{
    quint32 worker = 0; // the id of its place
    quint64 call = 0;   // serial
};

// What amp-server tells about itself. With --debug a line for each event goes to stdout; warnings
// and what workers print go to stderr in any case. Whatever a peer or worker had a hand in is
// shown with its control characters as text, so that it cannot forge lines or steer a terminal.
class EventLog
{
public:
    enum class Tag {
        Bind, // an address is listened on
        Conn, // a client has connected
        Gone, // a client has left, and why
        Call, // a call has arrived
        Rslt, // a call has succeeded
        Fail, // a call has ended in another way
        Work, // a worker has started, is ready, has ended
        Ctrl, // amp-ctl or a signal asked for something
        Down  // the server is ending
    };
    struct Settings
    {
        bool debug = false;
        bool colors = false;
    };

    // The files stay the caller's and must outlive the log.
    explicit EventLog(Settings settings, std::FILE *events = stdout, std::FILE *warnings = stderr);

    // Who keeps what is said for those who watch the server: warnings, workers' output and events,
    // those of single calls with --debug only. Time and sequence are not set.
    using Listener = std::function<void(Feed::LogLine line)>;
    void setListener(Listener listener) { m_listener = std::move(listener); }

    [[nodiscard]] bool isDebug() const { return m_settings.debug; }
    void log(Tag tag, const QString &text);
    // The text is made only if somebody reads it: log(Tag::Call, [&] { return ...; })
    void log(Tag tag, std::invocable auto makeText)
    {
        if (isHeard(tag))
            log(tag, makeText());
    }

    // What scripts wait for: a line on stdout in any case.
    void announce(const QString &text);
    void warn(const QString &text);
    // Call is the name and number of the call that runs, or empty between calls.
    void workerOutput(qint64 pid, const QString &call, const QString &line, LineSource source = {});

private:
    bool isHeard(Tag tag) const { return m_settings.debug || (m_listener && !isAboutOneCall(tag)); }
    static bool isAboutOneCall(Tag tag)
    {
        return tag == Tag::Call || tag == Tag::Rslt || tag == Tag::Fail;
    }
    void tellListener(Feed::LogLine::Level level, const QString &text, LineSource source = {});

    Settings m_settings;
    std::FILE *m_events;
    std::FILE *m_warnings;
    Listener m_listener;
};

} // namespace Amp
