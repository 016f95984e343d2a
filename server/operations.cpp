// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "server/operations.h"

#include <algorithm>
#include <optional>

#include <QElapsedTimer>

#include "core/procedures/nearestnames.h"
#include "core/protocol/printable.h"
#include "core/workers/poolset.h"
#include "server/options.h"
#include "server/report.h"

namespace Amp {

namespace {

constexpr qint64 shownCalls = 100;
constexpr qint64 maxShownCalls = 10'000;

Error badArguments(const QString &sentence)
{
    return {ErrorCode::BadArguments, sentence};
}

std::optional<qint64> wholeNumber(const QVariant &value)
{
    switch (value.typeId()) {
    case QMetaType::Int:
    case QMetaType::UInt:
    case QMetaType::LongLong:
    case QMetaType::ULongLong:
        return value.toLongLong();
    default:
        return std::nullopt;
    }
}

QString theNames(const QStringList &names)
{
    if (names.size() < 2)
        return names.join(QString());
    return names.first(names.size() - 1).join(QStringLiteral(", ")) + QStringLiteral(" and ") +
           names.last();
}

// The verbs that change something; Report has what the others tell.
class Operations
{
public:
    Operations(PoolSet &pools, ServerHooks hooks)
        : m_pools(pools)
        , m_hooks(std::move(hooks))
    {}

    QVariantMap stats() const;
    Result<QVariant> calls(const QVariantList &arguments) const;
    Result<QVariant> cancel(const QVariantList &arguments);
    Result<QVariant> killWorker(const QVariantList &arguments);
    Result<QVariant> restartWorker(const QVariantList &arguments);
    Result<QVariant> workers(const QVariantList &arguments);
    Result<QVariant> setPaused(bool paused);
    QVariant drain();
    void reload(CommandTable::Reply reply) { m_hooks.reload(std::move(reply)); }

private:
    struct Target
    {
        Pool *pool = nullptr;
        quint32 place = 0;
    };
    Result<Target> findWorker(const QVariantList &arguments) const;
    Result<std::vector<Pool *>> findPools(const QString &name) const;
    QString idsOfWorkers() const;
    Result<Done> checkResize(const std::vector<Pool *> &pools, qint64 count) const;
    Error refusalWhileDraining() const; // code None when it is not

    PoolSet &m_pools;
    ServerHooks m_hooks;
    QElapsedTimer m_sinceStart = [] {
        QElapsedTimer timer;
        timer.start();
        return timer;
    }();
};

QVariantMap Operations::stats() const
{
    QVariantMap stats = Report::stats(m_pools);
    stats.insert(QStringLiteral("uptimeMs"), m_sinceStart.elapsed());
    stats.insert(QStringLiteral("clients"), m_hooks.clients());
    return stats;
}

Result<QVariant> Operations::calls(const QVariantList &arguments) const
{
    const qint64 limit =
        arguments.isEmpty() ? shownCalls : wholeNumber(arguments.first()).value_or(0);
    if (arguments.size() > 1 || limit < 1 || limit > maxShownCalls) {
        return badArguments(QStringLiteral("Say how many calls to show, from 1 to %1; without a "
                                           "number it is %2.")
                                .arg(maxShownCalls)
                                .arg(shownCalls));
    }
    return QVariant(Report::calls(m_pools, limit));
}

Result<QVariant> Operations::cancel(const QVariantList &arguments)
{
    QSet<quint64> serials;
    for (const QVariant &argument : arguments) {
        const auto serial = wholeNumber(argument);
        if (!serial || *serial < 1)
            return badArguments(QStringLiteral("A call is named by its number, as in cancel 4711; "
                                               "the verb calls lists them."));
        serials.insert(quint64(*serial));
    }
    if (serials.isEmpty())
        return badArguments(QStringLiteral("Say which call to cancel; the verb calls lists them."));
    const qsizetype cancelled = m_pools.cancelBySerial(serials);
    if (cancelled == 0) {
        return badArguments(serials.size() == 1
                                ? QStringLiteral("Call %1 is not queued and does not run; it may "
                                                 "have ended already.")
                                      .arg(*serials.begin())
                                : QStringLiteral("None of these %1 calls is queued or runs; they "
                                                 "may have ended already.")
                                      .arg(serials.size()));
    }
    return QVariant(cancelled);
}

Result<Operations::Target> Operations::findWorker(const QVariantList &arguments) const
{
    const auto id = arguments.size() == 1 ? wholeNumber(arguments.first()) : std::nullopt;
    if (!id)
        return badArguments(QStringLiteral("Say which worker by its number, as in 7 for w07; there "
                                           "are %1.")
                                .arg(idsOfWorkers()));
    if (*id > 0 && *id <= std::numeric_limits<quint32>::max()) {
        const auto place = quint32(*id);
        if (Pool *pool = m_pools.poolOfWorker(place))
            return Target{pool, place};
    }
    return badArguments(
        QStringLiteral("There is no worker %1; there are %2.").arg(*id).arg(idsOfWorkers()));
}

// "w01 to w08, w13": what a sentence can hold, however many there are.
QString Operations::idsOfWorkers() const
{
    QStringList ranges;
    quint32 first = 0;
    quint32 last = 0;
    const auto endRange = [&] {
        if (first != 0)
            ranges.append(first == last ? Report::nameOfWorker(first)
                                        : Report::nameOfWorker(first) + QStringLiteral(" to ") +
                                              Report::nameOfWorker(last));
    };
    std::vector<quint32> ids;
    for (const auto &pool : m_pools.pools()) {
        for (const WorkerPlace &place : pool->places())
            ids.push_back(place.id);
    }
    std::sort(ids.begin(), ids.end());
    for (const quint32 id : ids) {
        if (first == 0 || id != last + 1) {
            endRange();
            first = id;
        }
        last = id;
    }
    endRange();
    return ranges.isEmpty() ? QStringLiteral("none") : ranges.join(QStringLiteral(", "));
}

Result<QVariant> Operations::killWorker(const QVariantList &arguments)
{
    const Result<Target> target = findWorker(arguments);
    if (!target)
        return target.error();
    if (!target->pool->killWorker(target->place)) {
        return badArguments(QStringLiteral("Worker %1 has no process at present; it is started "
                                           "again by itself, or now by restart-worker.")
                                .arg(Report::nameOfWorker(target->place)));
    }
    return QVariant();
}

Result<QVariant> Operations::restartWorker(const QVariantList &arguments)
{
    if (const Error error = refusalWhileDraining())
        return error;
    const Result<Target> target = findWorker(arguments);
    if (!target)
        return target.error();
    target->pool->restartWorker(target->place);
    return QVariant();
}

Result<QVariant> Operations::workers(const QVariantList &arguments)
{
    if (arguments.isEmpty())
        return QVariant(Report::workers(m_pools));
    if (const Error error = refusalWhileDraining())
        return error;
    const auto count = wholeNumber(arguments.last());
    const bool isNamed = arguments.size() == 2;
    if (!count || arguments.size() > 2 || (isNamed && arguments[0].typeId() != QMetaType::QString))
        return badArguments(
            QStringLiteral("Write workers 8 for every pool or workers python 8 for one of them."));
    const Result<std::vector<Pool *>> pools =
        findPools(isNamed ? arguments[0].toString() : QString());
    if (!pools)
        return pools.error();
    if (const Result<Done> checked = checkResize(*pools, *count); !checked)
        return checked.error();
    for (Pool *pool : *pools)
        m_pools.resize(pool, int(*count));
    return QVariant();
}

// An empty name stands for all of them.
Result<std::vector<Pool *>> Operations::findPools(const QString &name) const
{
    std::vector<Pool *> found;
    QStringList names;
    QByteArrayList encodedNames;
    for (const auto &pool : m_pools.pools()) {
        if (name.isEmpty() || pool->name() == name)
            found.push_back(pool.get());
        names.append(pool->name());
        encodedNames.append(pool->name().toUtf8());
    }
    if (!found.empty())
        return found;
    QString hint = names.size() == 1 ? QStringLiteral("the only one is %1.").arg(names.first())
                                     : QStringLiteral("there are %1.").arg(theNames(names));
    const QByteArrayList nearest = nearestNames(name.toUtf8(), encodedNames);
    if (!nearest.isEmpty())
        hint = QStringLiteral("did you mean %1?").arg(QString::fromUtf8(nearest.first()));
    return badArguments(
        QStringLiteral("There is no pool %1; %2").arg(printable(name.toUtf8()), hint));
}

Result<Done> Operations::checkResize(const std::vector<Pool *> &pools, qint64 count) const
{
    if (count < 1 || count > maxWorkers) {
        return badArguments(
            QStringLiteral("A pool has from 1 to %1 workers, not %2.").arg(maxWorkers).arg(count));
    }
    qsizetype total = 0;
    for (const auto &pool : m_pools.pools()) {
        const bool changes = std::find(pools.begin(), pools.end(), pool.get()) != pools.end();
        total += changes ? qsizetype(count) : pool->workerTarget();
    }
    if (const QString refusal = m_hooks.refusalOfWorkers(total); !refusal.isEmpty())
        return {ErrorCode::TooBusy, refusal};
    return Done();
}

Result<QVariant> Operations::setPaused(bool paused)
{
    if (const Error error = refusalWhileDraining())
        return error;
    m_pools.setPaused(paused);
    return QVariant();
}

QVariant Operations::drain()
{
    m_hooks.drain();
    return m_pools.liveCalls();
}

Error Operations::refusalWhileDraining() const
{
    if (!m_pools.isDraining())
        return {};
    return {ErrorCode::ShuttingDown,
            QStringLiteral("The server is draining: it ends as soon as its calls have ended.")};
}

CommandTable::Handler withoutArguments(std::function<Result<QVariant>()> handler)
{
    return [handler = std::move(handler)](const QVariantList &arguments) -> Result<QVariant> {
        if (!arguments.isEmpty())
            return badArguments(QStringLiteral("This command takes no arguments."));
        return handler();
    };
}

} // namespace

void addOperations(CommandTable &commands, PoolSet &pools, ServerHooks hooks)
{
    const auto operations = std::make_shared<Operations>(pools, std::move(hooks));
    using Answer = Result<QVariant>;
    const auto add = [&](const QByteArray &verb, auto member) {
        commands.add(verb, [=](const QVariantList &arguments) {
            return (operations.get()->*member)(arguments);
        });
    };
    commands.add("procedures",
                 withoutArguments([&pools] { return Answer(Report::procedures(pools)); }));
    commands.add("stats", withoutArguments([=] { return Answer(operations->stats()); }));
    add("calls", &Operations::calls);
    add("cancel", &Operations::cancel);
    add("kill-worker", &Operations::killWorker);
    add("restart-worker", &Operations::restartWorker);
    add("workers", &Operations::workers);
    commands.add("pause", withoutArguments([=] { return operations->setPaused(true); }));
    commands.add("resume", withoutArguments([=] { return operations->setPaused(false); }));
    commands.add("drain", withoutArguments([=] { return Answer(operations->drain()); }));
    commands.addLater("reload", [=](const QVariantList &arguments, CommandTable::Reply reply) {
        if (arguments.isEmpty())
            operations->reload(std::move(reply));
        else
            reply(badArguments(QStringLiteral("This command takes no arguments.")));
    });
}

} // namespace Amp
