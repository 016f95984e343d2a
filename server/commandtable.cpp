// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "server/commandtable.h"

#include "core/protocol/printable.h"
#include "core/protocol/valuecodec.h"

namespace Amp {

namespace {

CommandAnswer refusal(const Error &error)
{
    return {error.code(), error.message().toUtf8(), {}};
}

} // namespace

CommandAnswer CommandTable::run(const Wire::Command &command) const
{
    const auto handler = m_handlers.find(command.verb.toByteArray());
    if (handler == m_handlers.end()) {
        return refusal(
            {ErrorCode::NoSuchProcedure,
             QStringLiteral("This server knows no command %1; it may be of an older release.")
                 .arg(printable(command.verb))});
    }
    const Result<QVariantList> arguments = decodeArguments(command.arguments);
    if (!arguments)
        return refusal(arguments.error());
    const Result<QVariant> value = handler->second(*arguments);
    if (!value)
        return refusal(value.error());
    Result<QByteArray> encoded = encodeValue(*value);
    if (!encoded)
        return refusal(encoded.error());
    return {ErrorCode::None, {}, std::move(encoded).value()};
}

} // namespace Amp
