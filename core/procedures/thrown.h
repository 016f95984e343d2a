// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include "core/protocol/error.h"

namespace Amp {

// What was thrown: its type as C++ writes it, and its text where it has one.
struct Thrown
{
    QString type;
    QString text;

    QString sentence() const; // "std::runtime_error: no such image"
};

// Of the exception that is being handled; called from a catch block only.
Thrown currentException();

// ProcedureFailed, with "type" and "text" in its details.
Error procedureFailed(const Thrown &thrown);

} // namespace Amp
