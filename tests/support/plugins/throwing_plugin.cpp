// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include <stdexcept>

#include <Amp/Procedures>

AMP_PROCEDURES(procedures)
{
    procedures.add("never", [] { return true; });
    throw std::runtime_error("no licence");
}
