// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/qglobal.h>

namespace Amp {

// Collects the columns in which two states of a row differ.
template <typename Column>
class ColumnMask
{
public:
    ColumnMask &add(Column column, bool differs)
    {
        m_bits |= quint32(differs) << int(column);
        return *this;
    }
    quint32 bits() const { return m_bits; }

private:
    quint32 m_bits = 0;
};

} // namespace Amp
