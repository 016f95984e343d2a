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

CommandAnswer answerOf(const Result<QVariant> &result)
{
    if (!result)
        return refusal(result.error());
    Result<QByteArray> encoded = encodeValue(*result);
    if (!encoded)
        return refusal(encoded.error());
    return {ErrorCode::None, {}, std::move(encoded).value()};
}

} // namespace

void CommandTable::add(const QByteArray &verb, Handler handler)
{
    addLater(verb,
             [handler = std::move(handler)](const QVariantList &arguments, const Reply &reply) {
                 reply(handler(arguments));
             });
}

void CommandTable::run(const Wire::Command &command,
                       std::function<void(const CommandAnswer &)> answer) const
{
    const auto handler = m_handlers.find(command.verb.toByteArray());
    if (handler == m_handlers.end()) {
        return answer(refusal(
            {ErrorCode::NoSuchProcedure,
             QStringLiteral("This server knows no command %1; it may be of an older release.")
                 .arg(printable(command.verb))}));
    }
    const Result<QVariantList> arguments = decodeArguments(command.arguments);
    if (!arguments)
        return answer(refusal(arguments.error()));
    handler->second(*arguments, [answer = std::move(answer)](const Result<QVariant> &result) {
        answer(answerOf(result));
    });
}

} // namespace Amp
