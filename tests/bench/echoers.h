// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <functional>
#include <limits>
#include <memory>
#include <vector>

#include <QString>

namespace Amp::Bench {

// A way to let somebody else return some bytes.
class Echoer
{
public:
    using Done = std::function<void(bool right)>;

    virtual ~Echoer() = default;
    [[nodiscard]] virtual QString name() const = 0;
    // Returns at once; done is called from the event loop, with whether the bytes came back.
    virtual void echo(const QByteArray &payload, Done done) = 0;
    // More calls at a time would only make it slower.
    [[nodiscard]] virtual int usefulDepth() const { return std::numeric_limits<int>::max(); }
    // Processes that have answered and are still there.
    [[nodiscard]] virtual std::vector<qint64> workers() const { return {}; }
};

std::unique_ptr<Echoer> processPerCall();
std::unique_ptr<Echoer> qtConcurrent(); // null where there is no QtConcurrent
std::unique_ptr<Echoer> threadDispatcher();
std::unique_ptr<Echoer> localDispatcher();

} // namespace Amp::Bench
