// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/net/descriptorstate.h"

#ifdef Q_OS_UNIX
#include <fcntl.h>
#endif

namespace Amp {

bool isOpenDescriptor(qintptr descriptor)
{
#ifdef Q_OS_UNIX
    return descriptor >= 0 && fcntl(int(descriptor), F_GETFD) >= 0;
#else
    return descriptor >= 0;
#endif
}

} // namespace Amp
