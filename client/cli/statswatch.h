// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QString>
#include <QVariantMap>

namespace Amp {

// The answers to stats, one after another, as a line each: what happened between two of them and
// what is so at the second. Columns keep their width, so that the lines can be read as a table.
class StatsWatch
{
public:
    static QString header();
    // With a line break at the end; rates are "-" in the first line, which has nothing before it.
    QString line(const QVariant &reply);

private:
    struct Totals
    {
        qint64 uptimeMs = 0;
        qint64 ended = 0;
        qint64 failed = 0; // of those: failed, crashed or timed out
    };

    static Totals totalsOf(const QVariantMap &stats);
    QString rates(const Totals &now) const;

    bool m_hasBefore = false;
    Totals m_before;
};

} // namespace Amp
