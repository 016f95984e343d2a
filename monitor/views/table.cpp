// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "monitor/views/table.h"

namespace Amp {

QString Table::columnTitle(int column, int) const
{
    return columns()[size_t(column)].title;
}

} // namespace Amp
