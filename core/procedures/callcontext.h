// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/qbytearray.h>
#include <QtCore/qbytearrayview.h>
#include <QtCore/qlist.h>
#include <QtCore/qpair.h>
#include <QtCore/qstring.h>
#include <QtCore/qvariant.h>

namespace Amp {

// What a running procedure knows of its call. A procedure gets it by taking a CallContext & as its
// first parameter; callers do not see that parameter.
//
// The context belongs to the worker and is valid until the procedure returns. Its functions are
// called from the thread that runs the procedure, and from no other.
class CallContext
{
public:
    using Metadata = QList<QPair<QByteArray, QByteArray>>;

    // Whether nobody waits for the result any more. A long procedure asks often, returns early,
    // and what it returns then is dropped. Cheap enough for every turn of a loop; an answer may be
    // a millisecond old. Once true it stays true.
    virtual bool isCancelled() = 0;

    // Tells the caller how far the call has come, in a unit of the procedure's own choice; a total
    // of 0 means that it is not known. Sent at once: report steps that a person would notice.
    virtual void reportProgress(quint64 done, quint64 total = 0, const QString &text = {}) = 0;

    // Sends a part of the result at once, before the result itself. Parts arrive in the order in
    // which they were sent. A part that cannot travel is dropped, and the call then ends with
    // NotSerializable or TooLarge, whatever the procedure returns.
    virtual void sendPart(const QVariant &value) = 0;

    // The key-value pairs that the caller gave the call, in his order; usually none.
    virtual Metadata metadata() const = 0;

    // The value of the first pair with this key; a null byte array if there is none.
    QByteArray metadata(QByteArrayView key) const
    {
        const Metadata pairs = metadata();
        for (const auto &pair : pairs) {
            if (pair.first == key)
                return pair.second;
        }
        return {};
    }

protected:
    ~CallContext() = default;
};

} // namespace Amp
