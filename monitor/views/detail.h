// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <optional>
#include <vector>

#include "monitor/views/table.h"

namespace Amp {

// What the detail pane says about one thing, as plain text, to be laid out without knowing what it
// is about.
struct Detail
{
    struct Field
    {
        QString label;
        QString text;
        QString secondary; // behind the text, paler
        bool operator==(const Field &) const = default;
    };
    struct Message // what went wrong
    {
        QString title;
        QString text;
        Tone tone = Tone::Failed;
        bool operator==(const Message &) const = default;
    };
    struct Gauge // how long a call has waited and run, in microseconds
    {
        qint64 waited = 0;
        qint64 elapsed = 0;
        qint64 p99 = 0;   // 0: not known
        qint64 limit = 0; // its deadline; 0: none
        qint64 whole = 0; // at the right end
        bool isSlow = false;
        bool operator==(const Gauge &) const = default;
    };
    struct Figure
    {
        QString label;
        QString text;
        QString unit;
        bool operator==(const Figure &) const = default;
    };
    enum class Action {
        Cancel,
        Kill,
        Restart,
        StartNow,
        Reload,
        ShowInTimeline,
        ShowLog,
        ShowCalls,
        CopyError,
        ExportHistogram
    };

    QString kind; // above the title: "Call 47,694,845"
    QString title;
    Cell state;
    QString line; // below the title, mono: a signature
    std::optional<Message> message;
    std::optional<Gauge> gauge;
    std::vector<Field> fields;
    std::vector<Figure> figures;
    bool hasHistogram = false;
    QString boxTitle;
    QStringList boxLines;
    std::vector<Action> actions;
    quint64 call = 0;   // that actions mean
    quint32 worker = 0; // the same

    bool operator==(const Detail &) const = default;
};

// Nothing, if there is no such thing (any more).
std::optional<Detail> describe(const Models &models, const ViewState::Selection &selection);

} // namespace Amp
