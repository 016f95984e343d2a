// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/cli/duration.h"

#include <algorithm>

namespace Amp {

using namespace std::chrono_literals;

namespace {

struct Unit
{
    QLatin1StringView name;
    std::chrono::milliseconds length;
};

constexpr Unit units[] = {{QLatin1StringView("ms"), 1ms},
                          {QLatin1StringView("s"), 1s},
                          {QLatin1StringView("min"), 1min},
                          {QLatin1StringView("h"), 1h}};
constexpr std::chrono::milliseconds longest = 1000h; // the wire has 32 bits for milliseconds

Error durationError(const QString &sentence)
{
    return Error(ErrorCode::BadArguments, sentence);
}

} // namespace

Result<std::chrono::milliseconds> parseDuration(QStringView text)
{
    const auto isDigit = [](QChar c) { return c >= u'0' && c <= u'9'; };
    const auto digits = std::find_if_not(text.begin(), text.end(), isDigit) - text.begin();
    const QStringView unitName = text.mid(digits);
    const auto unit =
        std::ranges::find_if(units, [&](const Unit &u) { return u.name == unitName; });
    if (digits == 0 || unit == std::end(units))
        return durationError(QStringLiteral(
            "a time is a whole number and ms, s, min or h, for example 500ms, 2s or 3min."));

    bool fits = false;
    const qlonglong count = text.left(digits).toLongLong(&fits);
    if (!fits || count > longest / unit->length)
        return durationError(QStringLiteral("a time can be at most 1000h."));
    return std::chrono::milliseconds(count * unit->length);
}

} // namespace Amp
