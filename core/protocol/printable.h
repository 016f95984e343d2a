// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QByteArrayView>
#include <QString>

#include "core/global.h"

namespace Amp {

// Bytes of a stranger as text for a terminal, a log or a window: invalid UTF-8 becomes U+FFFD, and
// whatever could steer a terminal or reorder a line is spelled out, as in \x1b or \u202e.
AMP_CORE_EXPORT QString printable(QByteArrayView bytes);
AMP_CORE_EXPORT QString printable(QStringView text);

} // namespace Amp
