// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <chrono>

#include <QtCore/qglobal.h>

// The bounds of the protocol. What a server may lower or raise is a field of ServerLimits; what
// stands here is part of the protocol and documented in resources/docs/protocol.md.
namespace Amp::Limits {

using namespace std::chrono_literals;

inline constexpr quint32 maxFrameBytes = 16 * 1024 * 1024;       // size field of any frame
inline constexpr quint32 maxPayloadBytes = maxFrameBytes - 4096; // arguments or value of one call
inline constexpr quint32 maxGreetingFrameBytes = 16 * 1024;      // before Welcome
inline constexpr int maxDepth = 32;                              // nesting of a value
inline constexpr int maxNodes = 200'000;                         // values in one argument list
inline constexpr int maxProcedureNameBytes = 255;
inline constexpr int maxMetadataBytes = 1024;

} // namespace Amp::Limits
