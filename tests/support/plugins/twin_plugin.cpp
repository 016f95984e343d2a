// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

// Has a procedure of good_plugin, and one of its own.

#include <Amp/Procedures>

AMP_PROCEDURES(procedures)
{
    procedures.add("single", [] { return true; });
    procedures.add("greet", [] { return QString("Hi!"); });
}
