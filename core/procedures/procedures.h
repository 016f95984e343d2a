// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <Amp/CallContext>
#include <Amp/PluginInterface>
#include <Amp/Procedure>
#include <Amp/ProcedureBinding>
#include <Amp/Variadic>

namespace Amp {

// Takes the procedures of a plugin: a shared library that links Qt Core and nothing of AMP.
//
//     #include <Amp/Procedures>
//
//     static QString greet(const QString &name);
//
//     AMP_PROCEDURES(procedures)
//     {
//         procedures.add("greet", greet, "Greets somebody by name.");
//     }
//
// A worker process runs one call at a time, in its main thread. With amp-server --threads the same
// procedures run in several threads of one process at once, and must be made for that.
class Procedures
{
public:
    // Makes function callable as name. It may be a function, a static method, a lambda or a functor
    // with one operator(). Its parameters are taken by value or const reference, in this order:
    // Amp::CallContext & (optional, invisible to callers); any types that travel, where QVariant
    // takes every value; std::optional ones, which a caller may leave out; Amp::Variadic.
    // Arguments are converted to the parameters without loss, or the call ends with BadArguments.
    // A void function's result is null. What the function throws ends the call with
    // ProcedureFailed. A name that is taken already, or is not a name, makes the plugin fail to
    // load with a sentence.
    template <typename F>
    void add(QByteArrayView name, F function, QByteArrayView documentation = {})
    {
        static_assert(!std::is_member_function_pointer_v<F>,
                      "A method needs an object: add a static method or a lambda instead.");
        if constexpr (!std::is_member_function_pointer_v<F>) {
            using Function = decltype(std::function(std::move(function)));
            insert(Binding::Binder<Function>::bind(name, std::move(function), documentation));
        }
    }

protected:
    ~Procedures() = default;
    virtual void insert(Procedure procedure) = 0;
};

} // namespace Amp

// The entry of a plugin, once in a library; a function body that adds procedures follows. It runs
// when a worker loads the plugin; what it throws makes the plugin fail to load.
#define AMP_PROCEDURES(procedures)                                                                 \
    extern "C" {                                                                                   \
    Q_DECL_EXPORT extern const Amp::PluginVersion ampPluginVersion;                                \
    const Amp::PluginVersion ampPluginVersion = Amp::thisPluginVersion();                          \
    Q_DECL_EXPORT void ampPluginProcedures(Amp::Procedures &procedures);                           \
    }                                                                                              \
    void ampPluginProcedures(Amp::Procedures &procedures)
