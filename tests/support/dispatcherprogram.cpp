// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

// A program that ends while its dispatcher has workers: dispatcherprogram WHERE STORAGE END FILE
// [busy]. Busy workers run a call, and have processes of their own.

#include <csignal>
#include <cstdlib>
#include <optional>

#include <QCoreApplication>
#include <QStringList>
#include <QTimer>

#include <unistd.h>

#include <Amp/LocalDispatcher>
#include <Amp/ThreadDispatcher>

namespace {

constexpr int exitCode = 7;
constexpr int workers = 2;

std::optional<Amp::LocalDispatcher> staticLocal;
std::optional<Amp::ThreadDispatcher> staticThread;

template <typename D>
D &make(std::optional<D> &global, const QString &storage)
{
    if (storage == u"static")
        return global.emplace();
    if (storage == u"leaked")
        return *new D;
    static D inFunction;
    return inFunction;
}

// Returns what gives a worker something to do.
const char *prepare(Amp::LocalDispatcher &dispatcher)
{
    dispatcher.setWorkers(workers);
    return "startChild";
}

const char *prepare(Amp::ThreadDispatcher &dispatcher)
{
    dispatcher.setThreads(workers);
    return "countCalls"; // a child would be this program's
}

void end(const QString &how)
{
    if (how == u"exit")
        std::exit(exitCode);
    else if (how == u"_exit")
        ::_exit(exitCode);
    else if (how == u"kill")
        ::raise(SIGKILL);
    else
        QCoreApplication::exit(exitCode);
}

// Every worker has run a call, or runs one.
void useWorkers(Amp::Dispatcher &dispatcher, const char *procedure, bool busy,
                const std::function<void()> &then)
{
    static int used = 0;
    const auto count = [then](const auto &...) {
        if (++used == workers)
            then();
    };
    for (int i = 0; i < workers; ++i) {
        if (busy)
            QObject::connect(dispatcher.call("tellAndWait"), &Amp::Call::partReceived, count);
        else
            dispatcher.call(&dispatcher, count, procedure);
    }
}

template <typename D>
int run(D &dispatcher, int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const QStringList arguments = application.arguments();
    const QString how = arguments[3];
    dispatcher.addInclude(arguments[4]);
    const char *procedure = prepare(dispatcher);
    bool inLoop = false;
    useWorkers(dispatcher, procedure, arguments.value(5) == u"busy", [&, how] {
        inLoop = how != u"exit in main";
        if (inLoop)
            end(how);
        else
            QCoreApplication::exit();
    });
    const int code = application.exec();
    if (!inLoop)
        std::exit(exitCode);
    return code;
}

} // namespace

int main(int argc, char **argv)
{
    const QString storage = QString::fromLocal8Bit(argv[2]);
    return qstrcmp(argv[1], "local") == 0 ? run(make(staticLocal, storage), argc, argv)
                                          : run(make(staticThread, storage), argc, argv);
}
