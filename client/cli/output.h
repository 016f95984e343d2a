// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QByteArray>
#include <QString>

#include <Amp/Error>

namespace Amp {

// Writes to stdout at once; false when it cannot be written to, such as on a full disk.
bool print(const QByteArray &bytes);

// A sentence on stderr. Control characters are shown as text.
void complain(const QString &sentence);

// The error's sentence on stderr and below it, indented, what its details hold to be read: the last
// output of a worker that crashed, where an exception came from.
void complain(const Error &error);

} // namespace Amp
