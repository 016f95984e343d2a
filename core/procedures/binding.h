// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>

#include <Amp/Procedure>
#include <Amp/Variadic>

// How a C++ function becomes a Procedure. Users see Procedures::add(); nothing here is for them.
namespace Amp::Binding {

template <typename T>
struct OptionalTraits
{
    using Value = T;
    static constexpr bool isOptional = false;
};

template <typename T>
struct OptionalTraits<std::optional<T>>
{
    using Value = T;
    static constexpr bool isOptional = true;
};

// A parameter type of the function, without const and reference.
template <typename Parameter>
struct ParameterTraits
{
    using Type = std::decay_t<Parameter>;
    using Value = typename OptionalTraits<Type>::Value;

    static constexpr bool isContext = std::is_same_v<Parameter, CallContext &>;
    static constexpr bool isVariadic = std::is_same_v<Type, Variadic>;
    static constexpr bool isOptional = OptionalTraits<Type>::isOptional;
    static constexpr bool isOrdinary = !isContext && !isVariadic;

    static_assert(isContext || !std::is_reference_v<Parameter> ||
                      std::is_const_v<std::remove_reference_t<Parameter>>,
                  "A procedure takes its parameters by value or by const reference; only the first "
                  "one may be an Amp::CallContext &.");
    static_assert(isContext || !std::is_pointer_v<Type>,
                  "A pointer cannot travel: take a value, for example a QString or a QByteArray.");
};

template <typename Value>
const Value &valueIn(const QVariant &argument)
{
    if constexpr (std::is_same_v<Value, QVariant>)
        return argument;
    else
        return *static_cast<const Value *>(argument.constData());
}

// One parameter's argument, as the type that the function takes.
template <typename Parameter>
decltype(auto) argumentAt(CallContext &context, const QVariantList &arguments, qsizetype index)
{
    using Traits = ParameterTraits<Parameter>;
    using Type = typename Traits::Type;
    using Value = typename Traits::Value;
    if constexpr (Traits::isContext) {
        return static_cast<CallContext &>(context);
    } else if constexpr (Traits::isVariadic) {
        return Variadic(arguments.mid(index));
    } else if constexpr (Traits::isOptional) {
        if (index >= arguments.size() || !arguments.at(index).isValid())
            return Type();
        return Type(valueIn<Value>(arguments.at(index)));
    } else {
        return valueIn<Value>(arguments.at(index));
    }
}

template <typename Value>
QVariant toVariant(Value &&value)
{
    using Type = std::decay_t<Value>;
    if constexpr (std::is_same_v<Type, QVariant>)
        return std::forward<Value>(value);
    else if constexpr (OptionalTraits<Type>::isOptional)
        return value ? QVariant::fromValue(*std::forward<Value>(value)) : QVariant();
    else
        return QVariant::fromValue(Type(std::forward<Value>(value)));
}

// The function itself is kept as a std::function, whose deduction guides know function pointers,
// static methods, lambdas and functors alike.
template <typename Function>
class Binder;

template <typename Return, typename... Parameters>
class Binder<std::function<Return(Parameters...)>>
{
public:
    using Function = std::function<Return(Parameters...)>;

    static Procedure bind(QByteArrayView name, Function function, QByteArrayView documentation)
    {
        checkOrder();
        Procedure procedure;
        procedure.name = name.toByteArray();
        procedure.documentation = documentation.toByteArray();
        (addParameter<Parameters>(procedure), ...);
        procedure.optionalCount = (qsizetype(0) + ... + ParameterTraits<Parameters>::isOptional);
        procedure.variadic = (false || ... || ParameterTraits<Parameters>::isVariadic);
        procedure.takesContext = takesContext;
        procedure.result = QMetaType::fromType<Result>();
        procedure.invoker = [function = std::move(function)](CallContext &context,
                                                             const QVariantList &arguments) {
            return invoke(function, context, arguments, std::index_sequence_for<Parameters...>());
        };
        return procedure;
    }

private:
    using Result = typename OptionalTraits<std::decay_t<Return>>::Value;
    static constexpr bool takesContext = (false || ... || ParameterTraits<Parameters>::isContext);

    template <typename Parameter>
    static void addParameter(Procedure &procedure)
    {
        using Traits = ParameterTraits<Parameter>;
        if constexpr (Traits::isOrdinary)
            procedure.parameters.append(QMetaType::fromType<typename Traits::Value>());
    }

    // Ranks never fall from the first parameter to the last: context, required, optional, rest.
    template <typename Parameter>
    static constexpr int rank()
    {
        using Traits = ParameterTraits<Parameter>;
        return Traits::isContext ? 0 : Traits::isVariadic ? 3 : Traits::isOptional ? 2 : 1;
    }

    static constexpr bool isOrdered()
    {
        [[maybe_unused]] int last = 0;
        bool ordered = true;
        ((ordered = ordered && rank<Parameters>() >= last, last = rank<Parameters>()), ...);
        return ordered;
    }

    static constexpr void checkOrder()
    {
        static_assert(isOrdered(), "The parameters of a procedure come in this order: "
                                   "Amp::CallContext &, ordinary ones, std::optional ones, "
                                   "Amp::Variadic.");
        static_assert((0 + ... + ParameterTraits<Parameters>::isContext) <= 1 &&
                          (0 + ... + ParameterTraits<Parameters>::isVariadic) <= 1,
                      "A procedure takes one Amp::CallContext & and one Amp::Variadic at most.");
    }

    template <std::size_t... Positions>
    static QVariant invoke(const Function &function, CallContext &context,
                           [[maybe_unused]] const QVariantList &arguments,
                           std::index_sequence<Positions...>)
    {
        // The context stands before the arguments and is none of them.
        constexpr qsizetype before = takesContext ? 1 : 0;
        if constexpr (std::is_void_v<Return>) {
            function(argumentAt<Parameters>(context, arguments, qsizetype(Positions) - before)...);
            return {};
        } else if constexpr (std::is_same_v<Return, QVariant>) {
            return function(
                argumentAt<Parameters>(context, arguments, qsizetype(Positions) - before)...);
        } else {
            return toVariant(function(
                argumentAt<Parameters>(context, arguments, qsizetype(Positions) - before)...));
        }
    }
};

} // namespace Amp::Binding
