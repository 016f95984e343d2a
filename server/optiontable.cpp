// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "server/optiontable.h"

namespace Amp {

namespace {

using Text = QLatin1StringView;

constexpr bool repeatable = true;

constexpr Option options[] = {
    {Text("listen"), 'l', Text("ADDRESS"), Text("127.0.0.1:1337"),
     Text("Serve clients at 127.0.0.1:1337, *:1337, [::]:1337, localhost:1337 or local:NAME."),
     repeatable},
    {Text("include"), 'i', Text("FILE"), Text("functions.py"),
     Text("Publish the procedures of a plugin, a folder of plugins or a Python file."), repeatable},
    {Text("binary"), 'b', Text("COMMAND"), Text("./resizer"),
     Text("Run a program that speaks the worker side of the protocol."), repeatable},
    {Text("workers"), 'w', Text("N|POOL:N"), Text("4"),
     Text("Keep N workers in every pool, or only in POOL: native, python or the program of a "
          "--binary; threads with --threads. The default is one for each processor."),
     repeatable},
    {Text("threads"),
     0,
     {},
     {},
     Text("Run plugins in threads of the server, one pool named threads: no process cost, and no "
          "isolation.")},
    {Text("open"),
     0,
     {},
     {},
     Text("Serve clients of other hosts too, without a proof of who they are.")},
    {Text("paused"), 0, {}, {}, Text("Take calls, but run none until amp-ctl resume.")},
    {Text("start-limit"), 0, Text("TIME"), Text("30s"),
     Text("How long a worker may take until it is ready. The default is 30s.")},
    {Text("grace"), 0, Text("TIME"), Text("2s"),
     Text("How long a cancelled call may go on before its worker is ended. The default is 2s.")},
    {Text("drain-limit"), 0, Text("TIME"), Text("30s"),
     Text("How long calls may go on when the server is asked to end. The default is 30s.")},
    {Text("spin"), 0, Text("on|off"), Text("off"),
     Text("Poll for up to 50 us before falling asleep, while waits prove short: quicker answers "
          "for more CPU under load. The default is on.")},
    {Text("config"), 0, Text("FILE"), Text("/etc/amp/amp-server.conf"),
     Text("Read options from a file; those of the command line win.")},
    {Text("debug"), 'd', {}, {}, Text("Print a line for every event.")},
    {Text("colors"), 'c', {}, {}, Text("Colour the lines of --debug.")},
    {Text("help"), 'h', {}, {}, Text("Print this text.")},
    {Text("version"), 0, {}, {}, Text("Print the version.")},
};

} // namespace

const CommandSyntax &serverSyntax()
{
    static constexpr CommandSyntax syntax{
        Text("amp-server"), Text("--listen=ADDRESS [OPTION]..."),
        Text("Serves named procedure calls with a pool of persistent worker processes."), options,
        Text("TIME is written 500ms, 2s, 3min or 1h. Without --include and --binary the\n"
             "built-in procedures are served.\n\n"
             "Examples:\n"
             "  amp-server --listen=127.0.0.1:1337 --debug --colors\n"
             "  amp-server -l=*:1337 -l=local:amp -i=functions.py -w=16 --open")};
    return syntax;
}

} // namespace Amp
