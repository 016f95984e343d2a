// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "client/cli/statswatch.h"

#include <algorithm>

#include <QVariantList>

namespace Amp {

namespace {

constexpr int columnWidth = 11;

QString cell(const QString &text)
{
    return text.rightJustified(columnWidth);
}

qint64 sumOf(const QVariantMap &stats, std::initializer_list<const char *> keys)
{
    qint64 sum = 0;
    for (const QVariant &pool : stats.value(QStringLiteral("pools")).toList()) {
        const QVariantMap figures = pool.toMap();
        for (const char *key : keys)
            sum += figures.value(QLatin1StringView(key)).toLongLong();
    }
    return sum;
}

qint64 oldestWait(const QVariantMap &stats)
{
    qint64 oldest = 0;
    for (const QVariant &pool : stats.value(QStringLiteral("pools")).toList())
        oldest =
            std::max(oldest, pool.toMap().value(QStringLiteral("oldestQueuedMs")).toLongLong());
    return oldest;
}

QString stateOf(const QVariantMap &stats)
{
    if (stats.value(QStringLiteral("draining")).toBool())
        return QStringLiteral("  draining");
    return stats.value(QStringLiteral("paused")).toBool() ? QStringLiteral("  paused") : QString();
}

} // namespace

QString StatsWatch::header()
{
    QString text;
    for (const char *title :
         {"calls/s", "failed/s", "queued", "oldest ms", "busy", "workers", "clients"})
        text += cell(QLatin1StringView(title));
    return text + u'\n';
}

QString StatsWatch::line(const QVariant &reply)
{
    const QVariantMap stats = reply.toMap();
    const Totals now = totalsOf(stats);
    QString text = rates(now);
    const qint64 queued =
        sumOf(stats, {"queued"}) + stats.value(QStringLiteral("waitingForPools")).toLongLong();
    for (const qint64 figure :
         {queued, oldestWait(stats), sumOf(stats, {"busy"}), sumOf(stats, {"workers"}),
          stats.value(QStringLiteral("clients")).toLongLong()})
        text += cell(QString::number(figure));
    m_before = now;
    m_hasBefore = true;
    return text + stateOf(stats) + u'\n';
}

StatsWatch::Totals StatsWatch::totalsOf(const QVariantMap &stats)
{
    return {stats.value(QStringLiteral("uptimeMs")).toLongLong(),
            sumOf(stats, {"succeeded", "failed", "cancelled", "timedOut", "crashed"}),
            sumOf(stats, {"failed", "timedOut", "crashed"})};
}

QString StatsWatch::rates(const Totals &now) const
{
    const double seconds = double(now.uptimeMs - m_before.uptimeMs) / 1000;
    if (!m_hasBefore || seconds <= 0)
        return cell(QStringLiteral("-")) + cell(QStringLiteral("-"));
    const auto perSecond = [seconds](qint64 count) {
        return cell(QString::number(double(count) / seconds, 'f', 0));
    };
    return perSecond(now.ended - m_before.ended) + perSecond(now.failed - m_before.failed);
}

} // namespace Amp
