// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <chrono>
#include <vector>

#include <QString>
#include <QVariant>

namespace Amp {

// The answers of a server as text for people, with a line break at the end. What the server sent is
// shown with its control characters as text.
QString proceduresText(const QVariant &reply);
QString statsText(const QVariant &reply);
QString workersText(const QVariant &reply);
QString callsText(const QVariant &reply);
QString cancelText(const QVariant &reply);
QString reloadText(const QVariant &reply);
QString drainText(const QVariant &reply);

// "3 answers: fastest 0.12 ms, median 0.15 ms, slowest 0.20 ms"
QString pingSummary(std::vector<std::chrono::microseconds> times);
QString millisecondsText(std::chrono::microseconds time);

} // namespace Amp
