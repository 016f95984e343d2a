// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/qdatetime.h>
#include <QtCore/qurl.h>
#include <QtCore/qvariant.h>

#include "core/protocol/bytes.h"
#include "core/protocol/error.h"
#include "core/protocol/valuetypes.h"

namespace Amp {

// Reads values from bytes of a peer, who may lie: types, counts, lengths and nesting are checked
// before anything is allocated. The first error ends the work; what is read after it are empty
// values, and error() says what was wrong and where.
class ValueReader
{
public:
    explicit ValueReader(QByteArrayView bytes)
        : m_in(bytes)
        , m_size(bytes.size())
    {}

    // Appends them.
    void readArguments(QVariantList &arguments);
    QVariant readValue();
    // To be called last: bytes behind the values are an error too.
    void expectEnd();

    [[nodiscard]] bool failed() const { return bool(m_error); }
    [[nodiscard]] const Error &error() const { return m_error; }

private:
    struct Header
    {
        ValueType type = ValueType::Null;
        bool isNull = false;
    };

    std::optional<Header> readHeader();
    QVariant read(int depth);
    void append(QVariantList &to, int depth);
    QVariant readTyped(ValueType type, int depth);
    QVariant readNull(ValueType type, int depth);

    bool readBool();
    float readFloat();
    QDate readDate();
    QTime readTime();
    QDateTime readDateTime();
    QString readString();
    QByteArray readByteArray();
    QUrl readUrl();
    QStringList readStringList(int depth);
    QByteArrayList readByteArrayList(int depth);
    QVariantList readList(int depth);
    QVariantMap readMap(int depth);
    QVariantHash readHash(int depth);
    QVariant readRegistered(bool isNull);

    // The count of a container, checked against nesting, nodes and the bytes that remain.
    qsizetype readCount(int depth, qsizetype smallestElementBytes);
    // The bytes of a string or byte array; the null view when the length field says null.
    QByteArrayView takeText();
    void fail(const QString &reason, ErrorCode code = ErrorCode::ProtocolError);

    ByteReader m_in;
    qsizetype m_size;
    qsizetype m_valueAt = 0; // where the value being read begins, for the error
    qsizetype m_nodes = 0;
    Error m_error;
};

} // namespace Amp
