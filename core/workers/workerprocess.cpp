// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/workers/workerprocess.h"

#include <array>
#include <cerrno>
#include <csignal>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#ifdef Q_OS_LINUX
#include <sys/prctl.h>
#include <sys/syscall.h>
#endif

#include <QCoreApplication>
#include <QProcessEnvironment>

#include "core/workers/descriptorlimit.h"

namespace Amp {

namespace {

struct ChildSetup
{
    int link;
    int output;
    pid_t parentThatMatters; // it ends with that one; 0: with its link alone
    rlim_t descriptors;      // the soft limit that this program itself was started with
    std::array<int, 3> ring; // the descriptors of a ring, or -1
};

void closeInheritedOnExec()
{
    constexpr unsigned first = 3;
#if defined(SYS_close_range)
    constexpr unsigned closeOnExec = 1U << 2; // CLOSE_RANGE_CLOEXEC, missing in old kernel headers
    if (::syscall(SYS_close_range, first, ~0U, closeOnExec) == 0)
        return;
#endif
    for (int descriptor = first; descriptor < 1024; ++descriptor)
        ::fcntl(descriptor, F_SETFD, FD_CLOEXEC);
}

void restoreSignals()
{
    struct sigaction standard = {};
    standard.sa_handler = SIG_DFL;
    for (int signal = 1; signal < NSIG; ++signal)
        ::sigaction(signal, &standard, nullptr);
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

// Runs in the child between vfork and exec, in the memory of this program and on a small stack:
// system calls only, no allocation, nothing written but its own locals.
void setUpChild(const ChildSetup &setup)
{
    ::setpgid(0, 0);
    restoreSignals();
#ifdef Q_OS_LINUX
    if (setup.parentThatMatters != 0) {
        // SIGTERM and not SIGKILL, so that the worker can take its own children along.
        ::prctl(PR_SET_PDEATHSIG, SIGTERM);
        if (::getppid() != setup.parentThatMatters)
            ::_exit(1);
    }
#endif
    rlimit limit = {};
    if (::getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = setup.descriptors;
        ::setrlimit(RLIMIT_NOFILE, &limit);
    }
    ::dup2(setup.output, STDOUT_FILENO);
    ::dup2(setup.output, STDERR_FILENO);
    closeInheritedOnExec();
    ::fcntl(setup.link, F_SETFD, 0);
    for (const int descriptor : setup.ring) {
        if (descriptor >= 0)
            ::fcntl(descriptor, F_SETFD, 0);
    }
}

[[maybe_unused]] bool closeOnExec(const int (&descriptors)[2])
{
    return ::fcntl(descriptors[0], F_SETFD, FD_CLOEXEC) == 0 &&
           ::fcntl(descriptors[1], F_SETFD, FD_CLOEXEC) == 0;
}

bool openLink(int (&ends)[2])
{
#ifdef SOCK_CLOEXEC
    return ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0;
#else
    return ::socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0 && closeOnExec(ends);
#endif
}

bool openPipe(int (&ends)[2])
{
#ifdef Q_OS_LINUX
    return ::pipe2(ends, O_CLOEXEC) == 0;
#else
    return ::pipe(ends) == 0 && closeOnExec(ends);
#endif
}

QString systemError(QLatin1StringView what)
{
    return QStringLiteral(
               "%1: %2. Close other programs or raise the limit of open files (ulimit -n).")
        .arg(what, qt_error_string(errno));
}

} // namespace

void WorkerProcess::Descriptor::reset(int descriptor)
{
    if (m_descriptor >= 0)
        ::close(m_descriptor);
    m_descriptor = descriptor;
}

WorkerProcess::WorkerProcess(QObject *parent)
    : QObject(parent)
{}

WorkerProcess::~WorkerProcess() = default;

bool WorkerProcess::start(const WorkerCommand &command, QString &error)
{
    if (!openChannels(error))
        return false;
    m_process = std::make_unique<QProcess>();
    m_process->setProgram(command.program);
    m_process->setArguments(command.arguments);
    m_process->setStandardInputFile(QProcess::nullDevice());
    m_process->setProcessChannelMode(QProcess::ForwardedChannels);
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("AMP_LINK"), QString::number(m_childLink.get()));
    environment.insert(QStringLiteral("AMP_SPIN"),
                       command.spins ? QStringLiteral("on") : QStringLiteral("off"));
    std::array<int, 3> ring = {-1, -1, -1};
    if (command.takesRing)
        makeRing();
    if (m_ring) {
        ring = {m_ring->callsDescriptor(), m_ring->sharedDescriptor(), m_ring->bellDescriptor()};
        environment.insert(QStringLiteral("AMP_RING"),
                           QStringLiteral("%1,%2,%3").arg(ring[0]).arg(ring[1]).arg(ring[2]));
    }
    m_process->setProcessEnvironment(environment);

    const ChildSetup setup{m_childLink.get(), m_childOutput.get(),
                           command.endsWithThread ? ::getpid() : 0, DescriptorLimit::inherited(),
                           ring};
    m_process->setChildProcessModifier([setup] { setUpChild(setup); });
#if QT_VERSION >= QT_VERSION_CHECK(6, 6, 0)
    // A modifier alone would mean a real fork, which takes as long as this program is large.
    m_process->setUnixProcessParameters(QProcess::UnixProcessFlag::UseVFork);
#endif
    m_process->start(QIODevice::ReadOnly);
    m_childLink.reset();
    m_childOutput.reset();
    if (m_ring)
        m_ring->closeMemories();
    return true;
}

// Without one the worker gets its calls over the link, one at a time. AMP_LINK_KIND=stream makes it
// so: the tests of behaviour run over both.
void WorkerProcess::makeRing()
{
#ifdef Q_OS_LINUX
    if (qgetenv("AMP_LINK_KIND") == "stream")
        return;
    auto ring = std::make_unique<RingMemory>();
    std::string error;
    if (ring->create(error))
        m_ring = std::move(ring);
#endif
}

// Another thread of a program that embeds a pool may start processes of its own at this moment. If
// one of those inherited a link, it would keep the worker from hearing that this program is gone.
bool WorkerProcess::openChannels(QString &error)
{
    int link[2];
    if (!openLink(link)) {
        error = systemError(QLatin1StringView("A worker's link cannot be made"));
        return false;
    }
    m_link.reset(link[0]);
    m_childLink.reset(link[1]);
    int output[2];
    if (!openPipe(output)) {
        error = systemError(QLatin1StringView("A worker's output pipe cannot be made"));
        return false;
    }
    m_output.reset(output[0]);
    m_childOutput.reset(output[1]);
    return true;
}

int WorkerProcess::takeLink()
{
    return m_link.take();
}

int WorkerProcess::takeOutput()
{
    return m_output.take();
}

std::unique_ptr<RingMemory> WorkerProcess::takeRing()
{
    return std::move(m_ring);
}

std::unique_ptr<QProcess> WorkerProcess::takeProcess()
{
    return std::move(m_process);
}

} // namespace Amp
