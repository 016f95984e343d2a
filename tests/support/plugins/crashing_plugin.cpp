// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include <cstdlib>

#include <Amp/Procedures>

AMP_PROCEDURES(procedures)
{
    procedures.add("never", [] { return true; });
    std::abort();
}
