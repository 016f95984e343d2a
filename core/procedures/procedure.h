// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <functional>

#include <QtCore/qbytearray.h>
#include <QtCore/qlist.h>
#include <QtCore/qmetatype.h>
#include <QtCore/qvariant.h>

namespace Amp {

class CallContext;

// A function that can be called by name. Procedures::add() makes one from any function; the worker
// that holds it converts the arguments to its parameters before it invokes it.
struct Procedure
{
    // Expects what conversion to the parameters gives: arguments.at(i) holds exactly the type of
    // parameters.at(i); an invalid QVariant, or no argument at all, where a parameter is optional.
    // May throw whatever the function throws. Runs in the calling thread.
    using Invoker = std::function<QVariant(CallContext &context, const QVariantList &arguments)>;

    QByteArray name;             // at most 255 bytes: "strrev", "Mailer::send"
    QByteArray documentation;    // UTF-8, one sentence or more; may be empty
    QList<QMetaType> parameters; // QVariant takes any value
    qsizetype optionalCount = 0; // so many of the last parameters may be left out
    bool variadic = false;       // takes any number of arguments behind the parameters
    bool takesContext = false;   // it can tell of progress and hear of cancellation
    QMetaType result;            // void: the result is always null
    Invoker invoker;
};

} // namespace Amp
