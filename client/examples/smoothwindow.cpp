// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

// A window that stays smooth while its program calls: nothing ever blocks the event loop.
//   amp-server --listen=127.0.0.1:1337 --include=office.so
//   smoothwindow 127.0.0.1:1337 [--close]

#include <QApplication>
#include <QElapsedTimer>
#include <QProgressBar>
#include <QTextStream>
#include <QTimer>

#include <Amp/JobDispatcher>

constexpr int calls = 40;
constexpr int steps = 10; // of each call

class Window : public QProgressBar
{
public:
    explicit Window(const QString &address)
    {
        setRange(0, calls * steps);
        setValue(0);
        resize(400, 40);
        m_dispatcher.connectToServer(address);
        for (int i = 0; i < calls; ++i)
            start();
        m_frames.callOnTimeout(this, &Window::measure);
        m_frames.start(10);
        m_sinceFrame.start();
    }

    qint64 longestPauseMs() const { return m_longestPauseMs; }

private:
    void start()
    {
        Amp::Call *call = m_dispatcher.call("render", steps);
        connect(call, &Amp::Call::progressed, this, [this] { setValue(value() + 1); });
        connect(call, &Amp::Call::finished, this, [this](const Amp::CallResult &result) {
            if (!result.succeeded())
                setWindowTitle(result.error().message());
            if (m_dispatcher.outstanding() == 0 && qApp->arguments().contains("--close"))
                close();
        });
    }

    // How late the window's own timer is tells how long its event loop was busy.
    void measure()
    {
        m_longestPauseMs = qMax(m_longestPauseMs, m_sinceFrame.restart() - m_frames.interval());
    }

    Amp::JobDispatcher m_dispatcher;
    QTimer m_frames;
    QElapsedTimer m_sinceFrame;
    qint64 m_longestPauseMs = 0;
};

int main(int argc, char **argv)
{
    QApplication app(argc, argv);
    Window window(app.arguments().value(1, "127.0.0.1:1337"));
    window.show();
    const int code = app.exec();
    QTextStream(stdout) << calls
                        << " calls, longest pause of the window: " << window.longestPauseMs()
                        << " ms" << Qt::endl;
    return code;
}
