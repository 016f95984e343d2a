// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

// Explores all that a server and a worker can do to each other over a ring.
//   ring_model          the short scenarios, which take some seconds of one processor
//   ring_model --long   the long ones, too: 132 million states, a quarter of an hour, 2 GiB
//   ring_model NAME     one of them

#include <chrono>
#include <cstdio>
#include <cstring>

#include "tests/ring/explorer.h"
#include "tests/ring/ringmodel.h"
#include "tests/ring/scenarios.h"

using namespace Amp;

namespace {

bool explore(const Scenario &scenario)
{
    RingModel model(scenario);
    const auto start = std::chrono::steady_clock::now();
    const auto result = Model::Explorer<RingModel>(model, 4'000'000'000).run();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    for (const std::string &step : result.trace)
        std::printf("  %s\n", step.c_str());
    std::printf("%-20s %11llu states %9llu ends %7.1f s  %s\n", scenario.name,
                static_cast<unsigned long long>(result.states),
                static_cast<unsigned long long>(result.ends), took.count(),
                result.violation.empty() ? "holds" : result.violation.c_str());
    std::fflush(stdout);
    return result.violation.empty();
}

bool isWanted(const Scenario &scenario, bool isShort, const char *argument)
{
    if (!argument)
        return isShort;
    return std::strcmp(argument, "--long") == 0 || std::strcmp(argument, scenario.name) == 0;
}

} // namespace

int main(int argc, char **argv)
{
    const char *argument = argc > 1 ? argv[1] : nullptr;
    int failed = 0;
    int explored = 0;
    for (const Scenario &scenario : shortScenarios) {
        if (isWanted(scenario, true, argument))
            failed += !explore(scenario), ++explored;
    }
    for (const Scenario &scenario : longScenarios) {
        if (isWanted(scenario, false, argument))
            failed += !explore(scenario), ++explored;
    }
    return failed > 0 || explored == 0;
}
