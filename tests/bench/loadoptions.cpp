// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "tests/bench/loadoptions.h"

#include "tests/bench/settings.h"

namespace Amp::Bench {

namespace {

constexpr int smallestPayload = 8; // holds the number of its call

Error usage(const QString &what)
{
    return {ErrorCode::BadArguments,
            what + QStringLiteral(
                       " Write: amp-bench wire lat|thr|queue PORT or load lat|thr PORT "
                       "[clients=N] [depth=N] "
                       "[payload=BYTES] [rate=PER_SECOND] [calls=N] [seconds=S] [server=PID,...] "
                       "[worker=PID,...]")};
}

bool readPath(const QString &text, LoadPath &path)
{
    path = text == u"load" ? LoadPath::Library : LoadPath::Wire;
    return text == u"load" || text == u"wire";
}

bool readMode(const QString &text, LoadMode &mode)
{
    if (text == u"lat")
        mode = LoadMode::Latency;
    else if (text == u"thr")
        mode = LoadMode::Throughput;
    else if (text == u"queue")
        mode = LoadMode::Queue;
    else
        return false;
    return true;
}

bool readPids(const QString &text, std::vector<qint64> &pids)
{
    for (const QString &word : text.split(QLatin1Char(','), Qt::SkipEmptyParts)) {
        if (!readNumber(word, 1, pids.emplace_back()))
            return false;
    }
    return true;
}

bool readSetting(const QString &key, const QString &value, LoadOptions &options)
{
    if (key == u"clients")
        return readNumber(value, 1, options.clients);
    if (key == u"depth")
        return readNumber(value, 1, options.depth);
    if (key == u"payload")
        return readNumber(value, smallestPayload, options.payloadBytes);
    if (key == u"rate")
        return readNumber(value, 1, options.rate) && options.path == LoadPath::Wire &&
               options.mode == LoadMode::Latency;
    if (key == u"calls")
        return readNumber(value, 1, options.calls);
    if (key == u"seconds")
        return readSeconds(value, options.seconds);
    if (key == u"server")
        return readPids(value, options.server);
    return key == u"worker" && readPids(value, options.workers);
}

} // namespace

Result<LoadOptions> parseLoadOptions(const QStringList &arguments)
{
    LoadOptions options;
    if (arguments.size() < 3 || !readPath(arguments[0], options.path) ||
        !readMode(arguments[1], options.mode) ||
        (options.path == LoadPath::Library && options.mode == LoadMode::Queue))
        return usage(QStringLiteral("That is no measurement."));
    if (!readNumber(arguments[2], 1, options.port))
        return usage(QStringLiteral("%1 is no port.").arg(arguments[2]));
    for (const QString &setting : arguments.sliced(3)) {
        const QString key = setting.section(QLatin1Char('='), 0, 0);
        if (!readSetting(key, setting.section(QLatin1Char('='), 1), options))
            return usage(QStringLiteral("%1 is no setting.").arg(setting));
    }
    return options;
}

} // namespace Amp::Bench
