// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/qdatetime.h>
#include <QtCore/qstringlist.h>
#include <QtCore/qurl.h>
#include <QtCore/quuid.h>
#include <QtCore/qvariant.h>

#include "core/protocol/error.h"
#include "core/protocol/growingbytes.h"
#include "core/protocol/typeregistry.h"
#include "core/protocol/valuetypes.h"

namespace Amp {

// Appends values to a byte array. The first value that cannot travel ends the work: the writer then
// knows the reason and the way to that value, and what it has appended is worth nothing.
class ValueWriter
{
public:
    explicit ValueWriter(QByteArray &out)
        : m_out(out)
    {}

    // One of them, once.
    [[nodiscard]] bool writeArguments(const QVariantList &arguments);
    [[nodiscard]] bool writeValue(const QVariant &value);

    // Why writeArguments() or writeValue() returned false.
    Error argumentsError() const;
    Error valueError() const;

private:
    bool writeList(const QVariantList &arguments);
    bool write(const QVariant &value, int depth);
    bool writeTyped(const QVariant &value, int depth);
    bool writeOther(const QVariant &value, int depth);

    template <typename T>
    bool writeNumber(ValueType type, const QVariant &value, T number);
    bool writeTime(const QVariant &value, const QTime &time);
    bool writeDateTime(const QVariant &value, const QDateTime &dateTime);
    bool writeUuid(const QVariant &value, const QUuid &uuid);
    bool writeUrl(const QVariant &value, const QUrl &url);
    template <typename Text>
    bool writeText(ValueType type, const QVariant &value, const Text &text);
    template <typename Texts>
    bool writeTexts(ValueType type, const QVariant &value, const Texts &texts, int depth);
    bool writeList(const QVariant &value, const QVariantList &list, int depth);
    template <typename Association>
    bool writeAssociation(ValueType type, const QVariant &value, const Association &association,
                          int depth);
    bool writeRegistered(const QVariant &value, const RegisteredType &type);

    // Appends the header of a value and returns where its data of that size goes.
    char *begin(ValueType type, const QVariant &value, qsizetype dataBytes);
    bool beginContainer(ValueType type, const QVariant &value, qsizetype count, int depth);
    bool append(const QString &text);
    bool append(const QByteArray &bytes);

    bool countNodes(qsizetype count);
    bool fitsLengthField(qsizetype bytes);
    bool fail(ErrorCode code, const QString &reason);
    bool failAt(const QString &step);
    Error error(QString subject, QStringList steps, QVariantMap details) const;

    GrowingBytes m_out;
    qsizetype m_nodes = 0;
    ErrorCode m_code = ErrorCode::None;
    QString m_reason;
    QString m_typeName; // of the value that cannot travel
    QStringList m_path; // the steps to it, the innermost first
};

} // namespace Amp
