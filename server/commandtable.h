// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <functional>
#include <map>

#include <QByteArray>
#include <QVariantList>

#include "core/protocol/messages.h"

namespace Amp {

struct CommandAnswer
{
    ErrorCode code = ErrorCode::None;
    QByteArray message; // a sentence when code is not None
    QByteArray value;   // encoded
};

// What a client can ask of the server itself, by verb; resources/docs/protocol.md has the list.
class CommandTable
{
public:
    using Handler = std::function<Result<QVariant>(const QVariantList &arguments)>;
    // Called once, within the handler or at any time later.
    using Reply = std::function<void(const Result<QVariant> &result)>;
    using LaterHandler = std::function<void(const QVariantList &arguments, Reply reply)>;

    void add(const QByteArray &verb, Handler handler);
    // For what takes longer than a turn of the event loop.
    void addLater(const QByteArray &verb, LaterHandler handler)
    {
        m_handlers.emplace(verb, std::move(handler));
    }
    // Answer is called once, within this function or at any time later.
    void run(const Wire::Command &command, std::function<void(const CommandAnswer &)> answer) const;

private:
    std::map<QByteArray, LaterHandler> m_handlers;
};

} // namespace Amp
