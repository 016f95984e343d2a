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

    void add(const QByteArray &verb, Handler handler)
    {
        m_handlers.emplace(verb, std::move(handler));
    }
    CommandAnswer run(const Wire::Command &command) const;

private:
    std::map<QByteArray, Handler> m_handlers;
};

} // namespace Amp
