// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <functional>
#include <vector>

#include "client/jobdispatcher.h"
#include "tests/bench/measurement.h"

namespace Amp::Bench {

// A dispatcher that keeps calls in flight: each that ends is followed by the next one.
class LibraryClient
{
public:
    // Told after each call; an error when it did not return what it was given.
    using Told = std::function<void(const Result<Done> &)>;

    LibraryClient(const LoadOptions &options, int depth, Measurement &measurement, Told told);
    Q_DISABLE_COPY_MOVE(LibraryClient)

    // Blocks until a server is there.
    Result<Done> connect();
    void start();
    // Lets the calls end that are in flight.
    void stop() { m_isStopping = true; }
    [[nodiscard]] bool isIdle() const { return m_inFlight == 0; }

private:
    // What one call after another uses.
    struct Place
    {
        QByteArray payload;
        Clock::time_point calledAt;
    };

    void call(Place &place, Clock::time_point now);
    void onResult(Place &place, const CallResult &result);

    const LoadOptions &m_options;
    Measurement &m_measurement;
    const Told m_told;
    std::vector<Place> m_places;
    quint64 m_lastNumber = 0; // each payload begins with another one
    int m_inFlight = 0;
    bool m_isStopping = false;
    JobDispatcher m_dispatcher;
};

} // namespace Amp::Bench
