// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

// Uses a function that no library has.

#include <Amp/Procedures>

int isNowhere();

AMP_PROCEDURES(procedures)
{
    procedures.add("incomplete", isNowhere);
}
