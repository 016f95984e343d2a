// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "tests/bench/localoptions.h"

#include "tests/bench/settings.h"

namespace Amp::Bench {

namespace {

bool readSetting(const QString &key, const QString &value, LocalOptions &options)
{
    if (key == u"seconds")
        return readSeconds(value, options.seconds);
    if (key == u"depth")
        return readNumber(value, 1, options.depth);
    return key == u"payload" && readNumber(value, 1, options.payloadBytes);
}

} // namespace

Result<LocalOptions> parseLocalOptions(const QStringList &settings)
{
    LocalOptions options;
    for (const QString &setting : settings) {
        const QString key = setting.section(QLatin1Char('='), 0, 0);
        if (!readSetting(key, setting.section(QLatin1Char('='), 1), options))
            return {ErrorCode::BadArguments,
                    QStringLiteral("%1 is no setting. Write: amp-bench local [seconds=S] [depth=N] "
                                   "[payload=BYTES]")
                        .arg(setting)};
    }
    return options;
}

} // namespace Amp::Bench
