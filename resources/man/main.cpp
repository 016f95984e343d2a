// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

// amp-pages FOLDER SECTIONS: writes the manual pages and completions of AMP's programs into a
// folder, when AMP is built. The file has the sections of amp-monitor(1) that are not about
// options.

#include <algorithm>
#include <cstdio>
#include <optional>

#include <QDir>
#include <QFile>

#include "client/cli/callcommand.h"
#include "core/protocol/errorcode.h"
#include "monitor/options.h"
#include "resources/completion/completion.h"
#include "resources/man/manualpage.h"
#include "server/optiontable.h"
#include "tests/bench/benchoptions.h"

using namespace Amp;

namespace {

std::optional<QString> read(const QString &path)
{
    QFile file(path);
    if (file.open(QIODevice::ReadOnly))
        return QString::fromUtf8(file.readAll());
    std::fprintf(stderr, "%s cannot be read: %s.\n", qUtf8Printable(path),
                 qUtf8Printable(file.errorString()));
    return {};
}

bool write(const QDir &folder, const QString &path, const QString &text)
{
    QFile file(folder.filePath(path));
    const QByteArray bytes = text.toUtf8();
    if (folder.mkpath(path.section(u'/', 0, -2)) && file.open(QIODevice::WriteOnly) &&
        file.write(bytes) == bytes.size() && file.flush())
        return true;
    std::fprintf(stderr, "%s cannot be written: %s.\n", qUtf8Printable(file.fileName()),
                 qUtf8Printable(file.errorString()));
    return false;
}

bool writeAll(const QDir &folder, const DocumentedProgram &program)
{
    const QString name = program.syntax.program;
    return write(folder, QStringLiteral("man/%1.1").arg(name), manualPage(program)) &&
           write(folder, QStringLiteral("bash/") + name, bashCompletion(program)) &&
           write(folder, QStringLiteral("zsh/_") + name, zshCompletion(program));
}

QString serverExitStatus()
{
    return QStringLiteral("0 when it was asked to end; 2 for a wrong option or configuration file; "
                          "3 for an include that does not load; 4 for a --binary that does "
                          "not start; 5 for an address that cannot be bound; 70 for a fault of "
                          "amp-server itself.");
}

QString clientExitStatus()
{
    QString text = QStringLiteral("0 for success; 1 when standard output cannot be written; 2 for "
                                  "a wrong option or argument.\nOtherwise 10 and the number of the "
                                  "error: ");
    const int last = int(ErrorCode::ProtocolError);
    for (int code = 1; code <= last; ++code)
        text += QStringLiteral("%1 %2%3").arg(code + 10).arg(
            QString::fromUtf8(nameOf(ErrorCode(code))),
            QLatin1StringView(code < last ? ", " : "."));
    return text;
}

} // namespace

int main(int argc, char **argv)
{
    if (argc != 3) {
        std::fprintf(stderr, "Say where to write, and what: amp-pages FOLDER SECTIONS\n");
        return 2;
    }
    const std::optional<QString> sections = read(QString::fromLocal8Bit(argv[2]));
    if (!sections)
        return 1;
    const QString exitStatus = clientExitStatus();
    const QString monitorStatus =
        QStringLiteral("As of amp-ctl(1); 0 also when the window was closed.");
    const DocumentedProgram programs[] = {
        {serverSyntax(),
         serverExitStatus(),
         QStringLiteral("amp-call(1), amp-ctl(1), amp-monitor(1)"),
         {},
         {}},
        {callSyntax(), exitStatus, QStringLiteral("amp-server(1), amp-ctl(1)"), {}, {}},
        {ctlSyntax(),
         exitStatus,
         QStringLiteral("amp-server(1), amp-call(1), amp-monitor(1)"),
         {},
         ctlVerbs()},
        {monitorSyntax(),
         monitorStatus,
         QStringLiteral("amp-server(1), amp-ctl(1), amp-call(1)"),
         *sections,
         {}},
        {Bench::benchSyntax(),
         QStringLiteral(
             "0 for success; 2 for a wrong option or argument; 3 when a server cannot be "
             "started or reached, or gives a wrong reply."),
         QStringLiteral("amp-server(1), amp-monitor(1)"),
         {},
         {}}};
    const QDir folder(QString::fromLocal8Bit(argv[1]));
    const bool written =
        std::all_of(std::begin(programs), std::end(programs),
                    [&](const DocumentedProgram &program) { return writeAll(folder, program); });
    return written ? 0 : 1;
}
