// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include <limits>

#include <QTest>

#include "core/protocol/plainvalues.h"
#include "core/protocol/valuecodec.h"
#include "tests/support/randomvalues.h"

using namespace Amp;
using Amp::Test::isSameValue;
using Amp::Test::RandomValues;

namespace {

QByteArray writtenPlain(const QVariant &value)
{
    const auto type = ValueType(value.typeId());
    const auto size = plainValueBytes(type, value.constData());
    if (!size)
        return {};
    QByteArray bytes(*size, Qt::Uninitialized);
    const char *end = writePlainValue(bytes.data(), type, value.constData());
    return end == bytes.constData() + bytes.size() ? bytes : QByteArray("wrong size");
}

} // namespace

// The codec is the judge: what is plain must look to it as if it had done it itself.
class tst_PlainValues : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void bytesAreThoseOfTheCodec_data();
    void bytesAreThoseOfTheCodec();
    void readsNothingThatTheCodecReadsOtherwise();
};

void tst_PlainValues::bytesAreThoseOfTheCodec_data()
{
    QTest::addColumn<QVariant>("value");
    const QVariantList values = {true,
                                 false,
                                 0,
                                 std::numeric_limits<int>::min(),
                                 std::numeric_limits<uint>::max(),
                                 std::numeric_limits<qint64>::min(),
                                 std::numeric_limits<quint64>::max(),
                                 -0.0,
                                 qQNaN(),
                                 qInf(),
                                 QString(),
                                 QStringLiteral(""),
                                 QStringLiteral("Grüße \U0001F600"),
                                 QByteArray(),
                                 QByteArray(""),
                                 QByteArray("\0\xff", 2),
                                 QByteArray(100'000, 'x')};
    for (qsizetype i = 0; i < values.size(); ++i)
        QTest::addRow("%d: %s", int(i), values[i].typeName()) << values[i];
}

void tst_PlainValues::bytesAreThoseOfTheCodec()
{
    QFETCH(QVariant, value);
    const QByteArray bytes = *encodeValue(value);
    QCOMPARE(writtenPlain(value), bytes);
    if (QVariant read; readPlainValue(bytes, read))
        QVERIFY(isSameValue(read, value));
    else
        QVERIFY(value.toByteArray().isNull()); // null texts are left to the codec
}

void tst_PlainValues::readsNothingThatTheCodecReadsOtherwise()
{
    RandomValues random(11);
    int plain = 0;
    for (int i = 0; i < 50'000; ++i) {
        const QVariant value = random.value(1);
        const auto bytes = encodeValue(value);
        if (!bytes)
            continue;
        if (const QByteArray written = writtenPlain(value); !written.isEmpty() && !value.isNull())
            QCOMPARE(written, *bytes);
        for (const QByteArray &candidate : {*bytes, random.damaged(*bytes)}) {
            QVariant read;
            if (!readPlainValue(candidate, read))
                continue;
            ++plain;
            const auto decoded = decodeValue(candidate);
            QVERIFY(decoded && isSameValue(read, *decoded));
        }
    }
    QVERIFY(plain > 1000);
}

QTEST_GUILESS_MAIN(tst_PlainValues)
#include "tst_plainvalues.moc"
