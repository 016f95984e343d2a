// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include <Amp/Procedures>

AMP_PROCEDURES(procedures)
{
    procedures.add("two words", [] { return true; });
}
