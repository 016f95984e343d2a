// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

// Explores the mutants of mutants.cmake, each of which breaks a rule of the ring, and fails when
// the explorer does not notice one.
//   ring_mutants        all of them
//   ring_mutants NAME   one, with the steps that lead to its violation

#include <algorithm>
#include <cstdio>
#include <cstring>

#include "includes.h"
#include "tests/ring/explorer.h"
#include "tests/ring/scenarios.h"

namespace {

template <typename RingModel>
Amp::Model::Exploration explore(const Amp::Scenario &scenario)
{
    RingModel model(scenario);
    return Amp::Model::Explorer<RingModel>(model, 10'000'000).run();
}

struct Mutant
{
    const char *name;
    const char *scenario;
    Amp::Model::Exploration (*explore)(const Amp::Scenario &);
};

const Mutant mutants[] = {
#include "entries.h"
};

const Amp::Scenario &scenarioOf(const Mutant &mutant)
{
    return *std::find_if(
        std::begin(Amp::shortScenarios), std::end(Amp::shortScenarios),
        [&](const auto &scenario) { return std::strcmp(scenario.name, mutant.scenario) == 0; });
}

bool isCaught(const Mutant &mutant, bool isTraced)
{
    const auto result = mutant.explore(scenarioOf(mutant));
    for (const std::string &step : result.trace) {
        if (isTraced)
            std::printf("  %s\n", step.c_str());
    }
    std::printf("%-36s %-12s %9llu states  %s\n", mutant.name, mutant.scenario,
                static_cast<unsigned long long>(result.states),
                result.violation.empty() ? "NOT NOTICED" : result.violation.c_str());
    return !result.violation.empty();
}

} // namespace

int main(int argc, char **argv)
{
    int missed = 0;
    int explored = 0;
    for (const Mutant &mutant : mutants) {
        if (argc > 1 && std::strcmp(argv[1], mutant.name) != 0)
            continue;
        missed += !isCaught(mutant, argc > 1);
        ++explored;
    }
    return missed > 0 || explored == 0;
}
