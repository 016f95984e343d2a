// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "client/cli/output.h"

#include <cstdio>

#include <QStringList>

#include "core/protocol/printable.h"

namespace Amp {

namespace {

void complainIndented(const QString &text)
{
    for (const QString &line : text.trimmed().split(u'\n', Qt::SkipEmptyParts))
        complain(QStringLiteral("    ") + line);
}

} // namespace

bool print(const QByteArray &bytes)
{
    const size_t size = size_t(bytes.size());
    return std::fwrite(bytes.constData(), 1, size, stdout) == size && std::fflush(stdout) == 0;
}

void complain(const QString &sentence)
{
    std::fprintf(stderr, "%s\n", printable(sentence).toUtf8().constData());
}

void complain(const Error &error)
{
    complain(error.message());
    for (const auto *key : {"output", "traceback"}) {
        const QVariant detail = error.details().value(QLatin1StringView(key));
        complainIndented(detail.toStringList().join(u'\n')); // text is a list of one
    }
}

} // namespace Amp
