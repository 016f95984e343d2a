// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/qvariant.h>

namespace Amp {

// The last parameter of a procedure that takes any number of arguments, of any type:
//
//     static QVariant largest(const Amp::Variadic &values);
//
// A QVariantList parameter, in contrast, is one argument that is a list.
class Variadic : public QVariantList
{
public:
    using QVariantList::QVariantList;
    Variadic(QVariantList values)
        : QVariantList(std::move(values))
    {}
};

} // namespace Amp
