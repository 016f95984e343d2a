// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/dispatch/argument.h"

namespace Amp::Detail {

QVariantList ArgumentRefs::toVariants() const
{
    if (list)
        return *list;
    QVariantList variants;
    variants.reserve(count);
    for (qsizetype i = 0; i < count; ++i)
        variants.append(refs[i].toVariant(refs[i].value));
    return variants;
}

} // namespace Amp::Detail
