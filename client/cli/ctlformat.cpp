// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "client/cli/ctlformat.h"

#include <algorithm>
#include <span>
#include <utility>

#include <QMap>
#include <QStringList>

#include "client/cli/jsonvalues.h"
#include "core/protocol/printable.h"

namespace Amp {

namespace {

constexpr qsizetype widestColumn = 44;

QString field(const QVariant &map, const char *name)
{
    return map.toMap().value(QLatin1StringView(name)).toString();
}

// Two columns. What is too wide for the left one stands on a line of its own.
QString row(const QString &left, const QString &right, qsizetype column)
{
    if (right.isEmpty())
        return left + u'\n';
    if (left.size() + 2 > column)
        return left + u'\n' + QString(column, u' ') + right + u'\n';
    return left.leftJustified(column) + right + u'\n';
}

QString signatureOf(const QVariant &procedure)
{
    return QStringLiteral("  ") + printable(field(procedure, "signature"));
}

QString procedureText(const QVariant &procedure, qsizetype column)
{
    QString left = signatureOf(procedure);
    QString text;
    for (const QString &line : field(procedure, "documentation").trimmed().split(u'\n'))
        text += row(std::exchange(left, QString()), printable(line.trimmed()), column);
    return text;
}

QString scalarText(const QVariant &value)
{
    return value.typeId() == QMetaType::QString ? printable(value.toString())
                                                : QString::fromUtf8(toJson(value));
}

// One column for each map, named after its "name"; one line for each of their keys.
QString tableText(const QString &title, const QVariantList &maps)
{
    constexpr int keyWidth = 18;
    constexpr int valueWidth = 12;
    QString text = title.leftJustified(keyWidth);
    for (const QVariant &map : maps)
        text += printable(field(map, "name")).rightJustified(valueWidth) + u' ';
    text = text.trimmed() + u'\n';
    const QVariantMap first = maps.value(0).toMap();
    for (auto it = first.begin(); it != first.end(); ++it) {
        if (it.key() == QLatin1StringView("name"))
            continue;
        QString line = printable(it.key()).leftJustified(keyWidth);
        for (const QVariant &map : maps)
            line += scalarText(map.toMap().value(it.key())).rightJustified(valueWidth) + u' ';
        text += line.trimmed() + u'\n';
    }
    return text;
}

QString countOf(qint64 count, const char *thing)
{
    return QStringLiteral("%1 %2%3").arg(count).arg(QLatin1StringView(thing),
                                                    count == 1 ? QString() : QStringLiteral("s"));
}

QString trimmedAtEnd(QString line)
{
    while (line.endsWith(u' '))
        line.chop(1);
    return line;
}

QString numberUnlessZero(const QVariant &number)
{
    return number.toLongLong() == 0 ? QString() : number.toString();
}

QString nameOfWorker(const QVariant &id)
{
    return id.toInt() == 0 ? QString()
                           : QStringLiteral("w%1").arg(id.toInt(), 2, 10, QLatin1Char('0'));
}

struct Column
{
    QLatin1StringView title;
    const char *key;
    bool isNumber = false;
    QString (*text)(const QVariant &value) = [](const QVariant &value) {
        return printable(value.toString());
    };
};

// One line for each map; columns are as wide as what is in them.
QString linesText(std::span<const Column> columns, const QVariantList &maps)
{
    std::vector<QString> lines(std::size_t(maps.size()) + 1);
    for (const Column &column : columns) {
        QStringList cells{column.title};
        for (const QVariant &map : maps)
            cells.append(column.text(map.toMap().value(QLatin1StringView(column.key))));
        const auto longest = std::ranges::max_element(cells, {}, &QString::size)->size();
        for (std::size_t i = 0; i < lines.size(); ++i) {
            const QString &cell = cells[qsizetype(i)];
            lines[i] +=
                column.isNumber ? cell.rightJustified(longest) : cell.leftJustified(longest);
            lines[i] += QStringLiteral("  ");
        }
    }
    QString text;
    for (const QString &line : lines)
        text += trimmedAtEnd(line) + u'\n';
    return text;
}

} // namespace

QString proceduresText(const QVariant &reply)
{
    QMap<QString, QVariantList> pools;
    qsizetype column = 0;
    for (const QVariant &procedure : reply.toList()) {
        pools[field(procedure, "pool")].append(procedure);
        column = std::max(column, signatureOf(procedure).size() + 3);
    }
    column = std::min(column, widestColumn);

    QString text;
    for (auto pool = pools.begin(); pool != pools.end(); ++pool) {
        text += printable(pool.key()) + u'\n';
        for (const QVariant &procedure : std::as_const(*pool))
            text += procedureText(procedure, column);
    }
    return text;
}

QString statsText(const QVariant &reply)
{
    QString text;
    QString tables;
    const QVariantMap stats = reply.toMap();
    for (auto it = stats.begin(); it != stats.end(); ++it) {
        if (it->typeId() == QMetaType::QVariantList)
            tables += u'\n' + tableText(printable(it.key()), it->toList());
        else
            text += row(printable(it.key()), scalarText(*it), 18);
    }
    return text + tables;
}

QString workersText(const QVariant &reply)
{
    if (!reply.isValid() || reply.isNull())
        return {}; // a number of workers was set
    using Title = QLatin1StringView;
    static constexpr Column columns[] = {
        {Title("worker"), "id", false, nameOfWorker},
        {Title("pool"), "pool"},
        {Title("state"), "state"},
        {Title("pid"), "pid", true, numberUnlessZero},
        {Title("call"), "call", true, numberUnlessZero},
        {Title("procedure"), "procedure"},
        {Title("for ms"), "forMs", true, numberUnlessZero},
        {Title("done"), "callsDone", true},
        {Title("restarts"), "restarts", true},
        {Title("why"), "lastRestartWhy"},
    };
    return linesText(columns, reply.toList());
}

QString callsText(const QVariant &reply)
{
    using Title = QLatin1StringView;
    static constexpr Column columns[] = {
        {Title("call"), "id", true},
        {Title("state"), "state"},
        {Title("procedure"), "procedure"},
        {Title("pool"), "pool"},
        {Title("worker"), "worker", false, nameOfWorker},
        {Title("for ms"), "forMs", true},
    };
    return linesText(columns, reply.toList());
}

QString cancelText(const QVariant &reply)
{
    return countOf(reply.toLongLong(), "call") + QStringLiteral(" cancelled.\n");
}

QString reloadText(const QVariant &reply)
{
    return QStringLiteral("The includes were read again; pools with new workers: %1.\n")
        .arg(printable(reply.toStringList().join(QStringLiteral(", "))));
}

QString drainText(const QVariant &reply)
{
    return QStringLiteral("The server takes no more calls and ends after %1.\n")
        .arg(countOf(reply.toLongLong(), "call"));
}

QString millisecondsText(std::chrono::microseconds time)
{
    const double milliseconds = double(time.count()) / 1000;
    return QString::number(milliseconds, 'f', milliseconds < 10 ? 2 : 0) + QStringLiteral(" ms");
}

QString pingSummary(std::vector<std::chrono::microseconds> times)
{
    std::ranges::sort(times);
    return QStringLiteral("%1 answers: fastest %2, median %3, slowest %4")
        .arg(QString::number(times.size()), millisecondsText(times.front()),
             millisecondsText(times.at(times.size() / 2)), millisecondsText(times.back()));
}

} // namespace Amp
