// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <span>

#include "core/protocol/errorcode.h"

namespace Amp {

// What the demo's made-up server is made of.

struct DemoPool
{
    const char *name;
    const char *about;
    int workers;
    double callsPerSecond; // of one worker, as it usually is
    double memoryMiB;      // of one worker, give or take a tenth
};

struct DemoProcedure
{
    const char *name;
    const char *signature;
    const char *documentation;
    int pool;
    double perSecond;
    double medianRun; // milliseconds; run times are log-normal
    double spread;    // the standard deviation of their logarithm
    double failures;  // share of the calls
    ErrorCode code;
    const char *failure;
    quint32 argumentBytes;
    quint32 resultBytes;
};

struct DemoClient
{
    const char *program;
    const char *address;
    double weight; // of its share of the calls
};

struct DemoSetup
{
    std::span<const DemoPool> pools;
    std::span<const DemoProcedure> procedures;
    std::span<const DemoClient> clients;
};

namespace Demo {

// By index, in the busy setup.
inline constexpr int nativePool = 0;
inline constexpr int mediaPool = 1;
inline constexpr int pythonPool = 2;
inline constexpr int invoice = 0;
inline constexpr int report = 4;
inline constexpr int transcode = 6;
inline constexpr int firstNative = 7; // the native procedures are the last
inline constexpr std::size_t cron = 10;
inline constexpr std::size_t backoffice = 11;

const DemoSetup &busySetup(); // 64 workers of three pools
const DemoSetup &idleSetup(); // four workers that have nothing to do

} // namespace Demo

} // namespace Amp
