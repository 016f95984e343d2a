// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "server/worker/workeroptions.h"

#include <QCommandLineParser>

namespace Amp {

namespace {

Error usage(const QString &sentence)
{
    return {ErrorCode::BadArguments, sentence};
}

// "FILE=name,name": a file's name may contain '=', a procedure's may not.
Result<AutoloadedPlugin> parseAutoload(const QString &text)
{
    const qsizetype equals = text.lastIndexOf(u'=');
    AutoloadedPlugin plugin;
    plugin.file = text.left(equals);
    const QStringList names = text.mid(equals + 1).split(u',', Qt::SkipEmptyParts);
    for (const QString &name : names)
        plugin.names.append(name.toUtf8());
    if (equals < 1 || plugin.names.isEmpty())
        return usage(QStringLiteral("--autoload=%1 is not of the form FILE=name,name.").arg(text));
    return plugin;
}

} // namespace

Result<WorkerOptions> WorkerOptions::parse(const QStringList &arguments)
{
    QCommandLineParser parser;
    const QString file = QStringLiteral("FILE");
    parser.addOptions({{{QStringLiteral("h"), QStringLiteral("help")}, {}},
                       {QStringLiteral("plugin"), {}, file},
                       {QStringLiteral("autoload"), {}, file},
                       {QStringLiteral("describe"), {}, file}});
    if (!parser.parse(arguments))
        return usage(parser.errorText() + QStringLiteral(" See amp-worker --help."));
    if (!parser.positionalArguments().isEmpty())
        return usage(QStringLiteral("%1 is not an option. See amp-worker --help.")
                         .arg(parser.positionalArguments().constFirst()));
    WorkerOptions options;
    options.help = parser.isSet(QStringLiteral("help"));
    options.described = parser.value(QStringLiteral("describe"));
    options.plugins = parser.values(QStringLiteral("plugin"));
    const QStringList autoloads = parser.values(QStringLiteral("autoload"));
    for (const QString &text : autoloads) {
        auto plugin = parseAutoload(text);
        if (!plugin)
            return plugin.error();
        options.autoloaded.push_back(std::move(plugin).value());
    }
    return options;
}

QString WorkerOptions::helpText()
{
    return QStringLiteral(
        "amp-worker runs procedures for amp-server, which starts it and gives it its link.\n"
        "\n"
        "  amp-worker [--plugin=FILE]... [--autoload=FILE=name,name]...\n"
        "  amp-worker --describe=FILE\n"
        "\n"
        "  --plugin=FILE            loads the procedures of a plugin\n"
        "  --autoload=FILE=NAMES    loads a plugin at the first call of one of these procedures\n"
        "  --describe=FILE          prints the procedures of a plugin as JSON\n"
        "  --help                   prints this\n"
        "\n"
        "Exit codes: 0 done, 2 wrong options or no link, 3 a plugin does not load,\n"
        "70 the server broke the protocol.\n");
}

} // namespace Amp
