// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "server/configfile.h"

#include <algorithm>

#include <QFile>
#include <QFileInfo>
#include <QStringDecoder>

namespace Amp {

namespace {

constexpr qint64 maxConfigFileBytes = 1024 * 1024;

Error fileError(const QString &path, const QString &sentence)
{
    return Error(ErrorCode::BadArguments, QStringLiteral("--config=%1: %2").arg(path, sentence));
}

Result<QString> readText(const QString &path)
{
    if (QFileInfo(path).isDir())
        return fileError(path, QStringLiteral("that is a folder, name a file in it."));
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return fileError(path, QStringLiteral("cannot be read (%1).").arg(file.errorString()));
    const QByteArray bytes = file.read(maxConfigFileBytes + 1);
    if (bytes.size() > maxConfigFileBytes)
        return fileError(path, QStringLiteral("is larger than 1 MiB, name a configuration file."));
    QStringDecoder utf8(QStringDecoder::Utf8);
    const QString text = utf8(bytes);
    if (utf8.hasError())
        return fileError(path, QStringLiteral("is not UTF-8 text, save it as such."));
    return text;
}

QStringView withoutComment(QStringView line)
{
    for (qsizetype at = line.indexOf(u'#'); at >= 0; at = line.indexOf(u'#', at + 1)) {
        if (at == 0 || line.at(at - 1).isSpace())
            return line.left(at).trimmed();
    }
    return line.trimmed();
}

Error lineError(const QString &origin, const QString &sentence)
{
    return Error(ErrorCode::BadArguments, origin + QStringLiteral(": ") + sentence);
}

Result<GivenOption> parseLine(QStringView line, const QString &origin, const CommandSyntax &syntax)
{
    const qsizetype equals = line.indexOf(u'=');
    const QStringView name = line.left(equals < 0 ? line.size() : equals).trimmed();
    const auto option =
        std::ranges::find_if(syntax.options, [name](const Option &o) { return o.name == name; });
    if (option == syntax.options.end())
        return lineError(origin, unknownOption(syntax, name.toString(), name.toString()).message());

    const GivenOption given{
        &*option, equals < 0 ? QString() : line.mid(equals + 1).trimmed().toString(), origin};
    if (option->isFlag() && equals >= 0)
        return lineError(origin,
                         QStringLiteral("%1 takes no value: write it alone, or leave it out.")
                             .arg(option->name));
    if (!option->isFlag() && given.value.isEmpty())
        return lineError(origin, QStringLiteral("%1 needs a value, for example %1 = %2.")
                                     .arg(option->name, option->example));
    return given;
}

} // namespace

Result<QList<GivenOption>> readConfigFile(const QString &path, const CommandSyntax &syntax)
{
    const Result<QString> text = readText(path);
    if (!text)
        return text.error();
    QList<GivenOption> options;
    int number = 0;
    for (const QStringView whole : QStringView(*text).split(u'\n')) {
        ++number;
        const QStringView line = withoutComment(whole);
        if (line.isEmpty())
            continue;
        const Result<GivenOption> given =
            parseLine(line, QStringLiteral("%1:%2").arg(path).arg(number), syntax);
        if (!given)
            return given.error();
        options.append(*given);
    }
    const Result<Done> unique = refuseRepetitions(options);
    return unique ? Result(options) : unique.error();
}

} // namespace Amp
