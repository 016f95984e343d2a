// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include "tests/ring/scenario.h"

namespace Amp {

using enum CallKind;

inline constexpr Scenario shortScenarios[] = {
    {.name = "sleeps", .calls = 4, .signals = 1},
    {.name = "take-back", .calls = 3, .takeBacks = 2},
    {.name = "withdraw", .calls = 3, .withdrawals = 1},
    {.name = "look", .calls = 3, .looks = 1},
    {.name = "crash", .calls = 3, .takeBacks = 1, .crashes = 1},
    {.name = "kill", .calls = 3, .kills = 1},
    {.name = "large", .calls = 3, .kinds = {Large, Small, Large}, .takeBacks = 1},
    {.name = "big-results", .calls = 2, .kinds = {BigResult, BigResult}, .signals = 1},
    {.name = "interim", .calls = 3, .kinds = {Interim, Small, Long}},
    {.name = "goodbye", .calls = 2, .goodbyes = 1, .signals = 1},
};

inline constexpr Scenario longScenarios[] = {
    {.name = "long-sleeps", .calls = 5, .kinds = {Small, Long, Small, Long, Small}, .signals = 2},
    {.name = "long-big-results",
     .calls = 4,
     .kinds = {BigResult, Small, BigResult, Small},
     .takeBacks = 1,
     .signals = 1},
    {.name = "long-take-back", .calls = 5, .takeBacks = 3},
    {.name = "long-withdraw", .calls = 4, .takeBacks = 1, .withdrawals = 2},
    {.name = "long-crash",
     .calls = 4,
     .kinds = {Small, BigResult, Interim, Small},
     .takeBacks = 1,
     .withdrawals = 1,
     .crashes = 1},
    {.name = "long-large",
     .calls = 4,
     .kinds = {Small, Large, Large, Small},
     .takeBacks = 2,
     .withdrawals = 1,
     .kills = 1},
    {.name = "long-all",
     .calls = 4,
     .kinds = {Small, Large, BigResult, Long},
     .takeBacks = 1,
     .withdrawals = 1,
     .looks = 1,
     .crashes = 1,
     .kills = 1,
     .goodbyes = 1,
     .signals = 1},
};

} // namespace Amp
