// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include <QDataStream>
#include <QFile>
#include <QTest>

#include <unistd.h>

#include <Amp/RegisterType>

#include "core/protocol/valuecodec.h"
#include "tests/support/randomvalues.h"

using namespace Amp;
using Amp::Test::isSameValue;
using Amp::Test::RandomValues;

namespace {

constexpr int roundsPerSample = 100;
constexpr qint64 maxGrowthBytes = 32 * 1024 * 1024;

struct Pair
{
    int first = 0;
    QString second;

    friend bool operator==(const Pair &a, const Pair &b)
    {
        return a.first == b.first && a.second == b.second;
    }
    friend QDataStream &operator<<(QDataStream &out, const Pair &pair)
    {
        return out << pair.first << pair.second;
    }
    friend QDataStream &operator>>(QDataStream &in, Pair &pair)
    {
        return in >> pair.first >> pair.second;
    }
};

int numberFromEnvironment(const char *name, int otherwise)
{
    bool isNumber = false;
    const int number = qEnvironmentVariableIntValue(name, &isNumber);
    return isNumber ? number : otherwise;
}

// 0 where the system does not tell.
qint64 residentBytes()
{
    QFile statm(QStringLiteral("/proc/self/statm"));
    if (!statm.open(QIODevice::ReadOnly))
        return 0;
    return statm.readAll().split(' ').value(1).toLongLong() * sysconf(_SC_PAGESIZE);
}

bool sanitizersTakeMemory()
{
#if defined(__SANITIZE_ADDRESS__)
    return true;
#else
    return false;
#endif
}

} // namespace

// Damaged values: whatever a peer sends is refused, or is a value like any other. A million rounds
// and more: AMP_FUZZ_ROUNDS=1000000 AMP_FUZZ_SEED=7 tst_valuefuzz
class TestValueFuzz : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void survivesDamagedValues();
};

void TestValueFuzz::initTestCase()
{
    QVERIFY(registerType<Pair>("Pair"));
}

void TestValueFuzz::survivesDamagedValues()
{
    const int rounds = numberFromEnvironment("AMP_FUZZ_ROUNDS", 200'000);
    const int seed = numberFromEnvironment("AMP_FUZZ_SEED", 1);
    qInfo("AMP_FUZZ_ROUNDS=%d AMP_FUZZ_SEED=%d", rounds, seed);

    RandomValues random{quint32(seed)};
    QByteArray sample;
    qint64 residentBefore = 0;
    int decoded = 0;
    for (int round = 0; round < rounds; ++round) {
        if (round % roundsPerSample == 0) {
            QVariantList arguments = random.arguments();
            arguments.append(QVariant::fromValue(Pair{round, QStringLiteral("pair")}));
            sample = encodeArguments(arguments).value();
        }
        if (round == rounds / 10)
            residentBefore = residentBytes();
        const QByteArray bytes = random.damaged(sample);
        const Result<QVariantList> arguments = decodeArguments(bytes);
        if (!arguments)
            continue;
        ++decoded;
        const Result<QByteArray> again = encodeArguments(*arguments);
        QVERIFY2(again, bytes.toHex().constData());
        const Result<QVariantList> same = decodeArguments(*again);
        QVERIFY2(same && isSameValue(*same, *arguments), bytes.toHex().constData());
    }
    qInfo("%d damaged values were values", decoded);
    QVERIFY(decoded > rounds / 100); // the damage must not be so great that nothing is tested
    QVERIFY(sanitizersTakeMemory() || residentBytes() - residentBefore < maxGrowthBytes);
}

QTEST_GUILESS_MAIN(TestValueFuzz)
#include "tst_valuefuzz.moc"
