// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

// amp-pages FOLDER: writes the manual pages and completions of AMP's programs, when AMP is built.

#include <cstdio>

#include <QDir>
#include <QFile>

#include "client/cli/callcommand.h"
#include "core/protocol/errorcode.h"
#include "monitor/options.h"
#include "resources/completion/completion.h"
#include "resources/man/manualpage.h"
#include "server/optiontable.h"

using namespace Amp;

namespace {

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

bool writeCompletions(const QDir &folder, const DocumentedProgram &program)
{
    const QString name = program.syntax.program;
    return write(folder, QStringLiteral("bash/") + name, bashCompletion(program)) &&
           write(folder, QStringLiteral("zsh/_") + name, zshCompletion(program));
}

bool writeAll(const QDir &folder, const DocumentedProgram &program)
{
    return write(folder, QStringLiteral("man/%1.1").arg(program.syntax.program),
                 manualPage(program)) &&
           writeCompletions(folder, program);
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
    if (argc != 2) {
        std::fprintf(stderr, "Say where to write: amp-pages FOLDER\n");
        return 2;
    }
    const QDir folder(QString::fromLocal8Bit(argv[1]));
    const DocumentedProgram server{serverSyntax(),
                                   serverExitStatus(),
                                   QStringLiteral("amp-call(1), amp-ctl(1), amp-monitor(1)"),
                                   {}};
    const DocumentedProgram call{
        callSyntax(), clientExitStatus(), QStringLiteral("amp-server(1), amp-ctl(1)"), {}};
    const DocumentedProgram ctl{ctlSyntax(), clientExitStatus(),
                                QStringLiteral("amp-server(1), amp-call(1), amp-monitor(1)"),
                                ctlVerbs()};
    const DocumentedProgram monitor{monitorSyntax(), {}, {}, {}}; // its page is written by hand
    const bool written = writeAll(folder, server) && writeAll(folder, call) &&
                         writeAll(folder, ctl) && writeCompletions(folder, monitor);
    return written ? 0 : 1;
}
