// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/procedures/invocation.h"

#include <optional>

#include "core/procedures/badarguments.h"
#include "core/procedures/conversion.h"
#include "core/procedures/signature.h"
#include "core/procedures/thrown.h"

namespace Amp {

namespace {

std::optional<Error> fitArgument(const Procedure &procedure, QVariantList &arguments,
                                 qsizetype index)
{
    const QMetaType target = procedure.parameters.at(index);
    const QVariant &value = arguments.at(index);
    if (target == QMetaType::fromType<QVariant>() || value.metaType() == target)
        return {};
    const bool isOptional = index >= procedure.parameters.size() - procedure.optionalCount;
    if (isOptional && isNothing(value)) {
        arguments[index] = QVariant();
        return {};
    }
    std::optional<QVariant> fitting = converted(value, target);
    if (!fitting)
        return BadArguments::doesNotFit(procedure.name, index, typeText(target), value);
    arguments[index] = *std::move(fitting);
    return {};
}

std::optional<Error> fitArguments(const Procedure &procedure, QVariantList &arguments)
{
    const qsizetype most = procedure.parameters.size();
    const qsizetype given = arguments.size();
    if (given < most - procedure.optionalCount || (given > most && !procedure.variadic))
        return BadArguments::wrongCount(procedure.name, signatureOf(procedure),
                                        {most - procedure.optionalCount, most, procedure.variadic},
                                        given);
    for (qsizetype i = 0; i < std::min(given, most); ++i) {
        if (auto error = fitArgument(procedure, arguments, i))
            return error;
    }
    return {};
}

Result<QVariant> run(const Procedure &procedure, const QVariantList &arguments,
                     CallContext &context)
{
    try {
        return procedure.invoker(context, arguments);
    } catch (...) {
        return procedureFailed(currentException());
    }
}

} // namespace

Outcome invoke(const Procedure &procedure, QVariantList &arguments, CallContext &context,
               RunClock &clock)
{
    if (auto error = fitArguments(procedure, arguments))
        return {*error, Execution::NotStarted, {}};
    const auto begin = clock.now();
    Outcome outcome = {run(procedure, arguments, context), Execution::Started, {}};
    outcome.ran = std::chrono::duration_cast<std::chrono::microseconds>(clock.look() - begin);
    return outcome;
}

} // namespace Amp
