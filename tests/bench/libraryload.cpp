// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "tests/bench/libraryload.h"

#include <algorithm>
#include <memory>

#include <QEventLoop>
#include <QTimer>

#include "tests/bench/libraryclient.h"

namespace Amp::Bench {

namespace {

class LibraryLoad
{
public:
    LibraryLoad(const LoadOptions &options, Measurement &measurement);

    Result<Done> run();

private:
    enum class State { WarmingUp, Measuring, Draining, Ended };

    Result<Done> openClients();
    void setState(State state);
    void onTime();
    void onCall(const Result<Done> &checked);
    void end(const Result<Done> &outcome);
    bool isIdle() const;

    const LoadOptions &m_options;
    Measurement &m_measurement;
    State m_state = State::WarmingUp;
    std::vector<std::unique_ptr<LibraryClient>> m_clients;
    QTimer m_timer; // the end of the state
    QEventLoop m_loop;
    Result<Done> m_outcome = Done();
};

LibraryLoad::LibraryLoad(const LoadOptions &options, Measurement &measurement)
    : m_options(options)
    , m_measurement(measurement)
{
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer);
    QObject::connect(&m_timer, &QTimer::timeout, &m_loop, [this] { onTime(); });
}

Result<Done> LibraryLoad::run()
{
    if (const auto opened = openClients(); !opened)
        return opened;
    setState(State::WarmingUp);
    for (const auto &client : m_clients)
        client->start();
    m_loop.exec();
    return m_outcome;
}

Result<Done> LibraryLoad::openClients()
{
    const bool oneAtATime = m_options.mode == LoadMode::Latency;
    const int count = oneAtATime ? 1 : m_options.clients;
    const int depth = oneAtATime ? 1 : m_options.depth;
    for (int i = 0; i < count; ++i) {
        m_clients.push_back(std::make_unique<LibraryClient>(
            m_options, depth, m_measurement,
            [this](const Result<Done> &checked) { onCall(checked); }));
        if (const auto connected = m_clients.back()->connect(); !connected)
            return connected;
    }
    return Done();
}

// In this order. Each but the last ends when its time is over, Measuring and Draining also earlier.
void LibraryLoad::setState(State state)
{
    using std::chrono::milliseconds, std::chrono::ceil;
    m_state = state;
    switch (state) {
    case State::WarmingUp:
        m_timer.start(warmUp);
        break;
    case State::Measuring:
        m_measurement.begin();
        m_timer.start(ceil<milliseconds>(m_options.seconds));
        break;
    case State::Draining:
        m_measurement.end();
        for (const auto &client : m_clients)
            client->stop();
        m_timer.start(patience);
        break;
    case State::Ended:
        m_timer.stop();
        m_loop.quit();
        break;
    }
}

void LibraryLoad::onTime()
{
    if (m_state == State::WarmingUp)
        setState(State::Measuring);
    else if (m_state == State::Measuring)
        setState(State::Draining);
    else if (m_state == State::Draining)
        end(repliesAreMissing());
}

void LibraryLoad::onCall(const Result<Done> &checked)
{
    if (m_state == State::Ended)
        return;
    if (!checked)
        end(checked);
    else if (m_state == State::Measuring && m_measurement.calls() >= m_options.calls)
        setState(State::Draining);
    else if (m_state == State::Draining && isIdle())
        end(Done());
}

void LibraryLoad::end(const Result<Done> &outcome)
{
    m_outcome = outcome;
    setState(State::Ended);
}

bool LibraryLoad::isIdle() const
{
    return std::ranges::all_of(m_clients, [](const auto &client) { return client->isIdle(); });
}

} // namespace

Result<Done> measureLibrary(const LoadOptions &options, Measurement &measurement)
{
    return LibraryLoad(options, measurement).run();
}

} // namespace Amp::Bench
