// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

// A window with a LocalDispatcher and very many calls in flight: how long its event loop is ever
// kept from its next event, from before the first worker starts.
//   amp-bench-window [calls=N] [depth=N] [close]
// With close the window is closed when half of the calls have ended.

#include <cstdio>
#include <memory>

#include <QApplication>
#include <QProgressBar>
#include <QTimer>

#include <time.h>

#include <Amp/LocalDispatcher>

#include "tests/bench/settings.h"

using namespace Amp;
using namespace Amp::Bench;
using namespace std::chrono_literals;

namespace {

struct WindowOptions
{
    int calls = 20'000;
    int depth = 1000; // in flight
    bool close = false;
};

bool read(const QStringList &settings, WindowOptions &options)
{
    for (const QString &setting : settings) {
        const QString value = setting.section(QLatin1Char('='), 1);
        if (setting == u"close")
            options.close = true;
        else if (!(setting.startsWith(u"calls=") && readNumber(value, 1, options.calls)) &&
                 !(setting.startsWith(u"depth=") && readNumber(value, 1, options.depth)))
            return false;
    }
    return true;
}

double processorMs()
{
    timespec time = {};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return double(time.tv_sec) * 1000 + double(time.tv_nsec) / 1e6;
}

double nowMs()
{
    using namespace std::chrono;
    return duration<double, std::milli>(steady_clock::now().time_since_epoch()).count();
}

// A timer that is due all the time: what passes between two of its events is what any other event
// may have to wait.
class Heartbeat
{
public:
    struct Gap
    {
        double ms = 0;
        double processorMs = 0; // the part that the program has used itself
    };

    Heartbeat()
    {
        m_timer.callOnTimeout([this] { beat(); });
        m_timer.start(0ms);
    }

    void stop() { m_timer.stop(); }

    const Gap &longest() const { return m_longest; }

private:
    void beat()
    {
        const double now = nowMs();
        const double processor = processorMs();
        if (now - m_last > m_longest.ms)
            m_longest = {now - m_last, processor - m_lastProcessor};
        m_last = now;
        m_lastProcessor = processor;
    }

    QTimer m_timer;
    double m_last = nowMs();
    double m_lastProcessor = processorMs();
    Gap m_longest;
};

class Window : public QProgressBar
{
public:
    explicit Window(const WindowOptions &options)
        : m_options(options)
    {
        setAttribute(Qt::WA_DeleteOnClose);
        setRange(0, options.calls);
        setValue(0);
        setFormat(QStringLiteral("%v of %m"));
        resize(400, 40);
        QTimer::singleShot(0, this, &Window::fill);
    }

    ~Window() override
    {
        const auto calls = m_dispatcher->outstanding();
        const double begin = nowMs();
        m_dispatcher.reset();
        std::printf("closed with %d calls in flight; the workers were gone after %.1f ms\n",
                    int(calls), nowMs() - begin);
    }

private:
    void fill()
    {
        while (m_started < m_options.calls && m_dispatcher->outstanding() < m_options.depth) {
            ++m_started;
            m_dispatcher->call(
                this, [this](const CallResult &result) { onDone(result); }, "spin", 0.0001);
        }
    }

    void onDone(const CallResult &result)
    {
        if (!result.succeeded())
            std::fprintf(stderr, "%s\n", qUtf8Printable(result.error().message()));
        setValue(value() + 1);
        fill();
        if (value() == m_options.calls || (m_options.close && value() == m_options.calls / 2))
            close();
    }

    const WindowOptions m_options;
    std::unique_ptr<LocalDispatcher> m_dispatcher = std::make_unique<LocalDispatcher>();
    int m_started = 0;
};

} // namespace

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    WindowOptions options;
    if (!read(application.arguments().sliced(1), options)) {
        std::fputs("amp-bench-window: write amp-bench-window [calls=N] [depth=N] [close]\n",
                   stderr);
        return 2;
    }
    const double begin = nowMs();
    auto *window = new Window(options);
    window->show();
    Heartbeat heartbeat;
    QObject::connect(&application, &QGuiApplication::lastWindowClosed, &application,
                     [&] { heartbeat.stop(); });
    const int code = application.exec();
    std::printf("%d calls, %d in flight, %.0f ms; longest pause of the event loop: %.1f ms, of "
                "which it used %.1f ms itself\n",
                options.calls, options.depth, nowMs() - begin, heartbeat.longest().ms,
                heartbeat.longest().processorMs);
    return code;
}
