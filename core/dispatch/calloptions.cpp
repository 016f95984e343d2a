// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/dispatch/calloptions.h"

#include "core/protocol/bytes.h"

namespace Amp {

CallOptions &CallOptions::metadata(QByteArrayView key, QByteArrayView value)
{
    ByteWriter out(m_metadata);
    for (QByteArrayView text : {key, value}) {
        // A longer text makes the whole too large, which refuses the call before anyone reads this.
        out.write(quint16(text.size()));
        out.append(text);
    }
    return *this;
}

} // namespace Amp
