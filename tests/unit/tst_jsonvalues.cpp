// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include <limits>

#include <QDateTime>
#include <QTimeZone>
#include <QUrl>
#include <QUuid>
#include <QtTest>

#include "client/cli/jsonvalues.h"

using namespace Amp;

class tst_JsonValues : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void arguments_data();
    void arguments();
    void whatIsNotJsonIsText_data();
    void whatIsNotJsonIsText();
    void jsonThatNoValueHolds_data();
    void jsonThatNoValueHolds();
    void values_data();
    void values();
    void whatIsPrintedIsReadBack_data();
    void whatIsPrintedIsReadBack();
    void nothingSteersATerminal();
};

void tst_JsonValues::arguments_data()
{
    QTest::addColumn<QString>("argument");
    QTest::addColumn<QVariant>("expected");
    const auto row = [](const char *argument, const QVariant &expected) {
        QTest::newRow(argument) << QString::fromUtf8(argument) << expected;
    };
    row("null", QVariant());
    row("true", true);
    row("false", false);
    row("-1", -1);
    row(" 7 ", 7);
    row("2147483648", 2147483648LL);
    row("9007199254740993", 9007199254740993LL);
    row("-9223372036854775808", std::numeric_limits<qlonglong>::min());
    row("18446744073709551615", std::numeric_limits<qulonglong>::max());
    row("1.5", 1.5);
    row("1e3", 1000.0);
    row("-0.0", -0.0);
    row("\"a\\u00e9\\n\\ud83d\\ude00\"", QString::fromUtf8("aé\n😀"));
    row("\"7\"", QStringLiteral("7"));
    row("[]", QVariantList());
    row("[1, [\"x\"], {}]", QVariantList{1, QVariantList{QStringLiteral("x")}, QVariantMap()});
    row("{\"a\": 1, \"b\": null}",
        QVariantMap{{QStringLiteral("a"), 1}, {QStringLiteral("b"), QVariant()}});
    row("{\"$bytes\": \"AP8=\"}", QByteArray("\x00\xff", 2));
    row("{\"$double\": \"-inf\"}", -std::numeric_limits<double>::infinity());
    row("{\"$$bytes\": 1}", QVariantMap{{QStringLiteral("$bytes"), 1}});
    row("{\"$a\": 1, \"b\": 2}", QVariantMap{{QStringLiteral("$a"), 1}, {QStringLiteral("b"), 2}});
}

void tst_JsonValues::arguments()
{
    QFETCH(QString, argument);
    QFETCH(QVariant, expected);
    const Result<QVariant> value = valueFromArgument(argument);
    QVERIFY(value);
    QCOMPARE(value->typeId(), expected.typeId());
    QCOMPARE(*value, expected);
}

void tst_JsonValues::whatIsNotJsonIsText_data()
{
    QTest::addColumn<QString>("text");
    for (const char *text : {"",
                             "zanzibar!",
                             "01",
                             "+1",
                             "1.",
                             ".5",
                             "1e",
                             "-",
                             "0x10",
                             "nan",
                             "True",
                             "nulll",
                             "{",
                             "[1,]",
                             "{\"a\":}",
                             "{a: 1}",
                             "\"open",
                             "\"bad \\x escape\"",
                             "\"\\u12g4\"",
                             "\"\\u+123\"",
                             "1 2",
                             "'x'",
                             "99999999999999999999 bottles",
                             "[{\"$bytes\": 1}"})
        QTest::newRow(text) << QString::fromUtf8(text);
}

void tst_JsonValues::whatIsNotJsonIsText()
{
    QFETCH(QString, text);
    const Result<QVariant> value = valueFromArgument(text);
    QVERIFY(value);
    QCOMPARE(value->typeId(), int(QMetaType::QString));
    QCOMPARE(value->toString(), text);
}

void tst_JsonValues::jsonThatNoValueHolds_data()
{
    QTest::addColumn<QString>("argument");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *name, const QString &argument, const char *expected) {
        QTest::newRow(name) << argument << QString::fromLatin1(expected);
    };
    row("integer", QStringLiteral("[18446744073709551616]"), "18446744073709551616.*64 bits");
    row("negative", QStringLiteral("-9223372036854775809"), "64 bits");
    row("double", QStringLiteral("1e999"), "1e999.*no number");
    row("base64", QStringLiteral("{\"$bytes\": \"?\"}"), "base64");
    row("$double", QStringLiteral("{\"$double\": \"1\"}"), "\\$double.*\\$\\$double");
    row("$x", QStringLiteral("{\"$x\": 1}"), "\\$x.*\\$\\$x");
    row("key twice", QStringLiteral("{\"a\": 1, \"a\": 2}"), "\"a\" twice");
    row("depth", QString(100'000, u'['), "deeper than 32");
}

void tst_JsonValues::jsonThatNoValueHolds()
{
    QFETCH(QString, argument);
    QFETCH(QString, expected);
    const Result<QVariant> value = valueFromArgument(argument);
    QVERIFY(!value);
    const QString message = value.error().message();
    QVERIFY2(message.contains(QRegularExpression(expected)), qPrintable(message));
}

void tst_JsonValues::values_data()
{
    QTest::addColumn<QVariant>("value");
    QTest::addColumn<QByteArray>("json");
    const auto row = [](const QVariant &value, const char *json) {
        QTest::newRow(json) << value << QByteArray(json);
    };
    row(QVariant(), "null");
    row(QVariant(QMetaType::fromType<QString>()), "null");
    row(QString(), "\"\"");
    row(QStringLiteral("!rabiznaz"), "\"!rabiznaz\"");
    row(QString(QChar(0xd800)), "\"\\ud800\"");
    row(QVariant(QChar(u'x')), "\"x\"");
    row(3u, "3");
    row(3.0f, "3.0");
    row(1e22, "1e+22");
    row(0.1, "0.1");
    row(std::numeric_limits<double>::quiet_NaN(), "{\"$double\": \"nan\"}");
    row(QDate(2026, 7, 1), "\"2026-07-01\"");
    row(QDate(), "null");
    row(QTime(12, 0), "\"12:00:00.000\"");
    row(QDateTime(QDate(2026, 7, 1), QTime(12, 0), Qt::UTC), "\"2026-07-01T12:00:00.000Z\"");
    row(QDateTime(QDate(2026, 7, 1), QTime(12, 0), Qt::OffsetFromUTC, 7200),
        "\"2026-07-01T12:00:00.000+02:00\"");
    row(QDateTime(QDate(2026, 7, 1), QTime(12, 0), QTimeZone("Europe/Berlin")),
        "\"2026-07-01T12:00:00.000+02:00\"");
    row(QUuid(QStringLiteral("{d1f1a1d0-0000-4000-8000-000000000001}")),
        "\"d1f1a1d0-0000-4000-8000-000000000001\"");
    row(QUrl(QStringLiteral("http://a/b c")), "\"http://a/b%20c\"");
    row(QStringList{QStringLiteral("a"), QStringLiteral("b")}, "[\"a\", \"b\"]");
    row(QVariant::fromValue(QByteArrayList{"a"}), "[{\"$bytes\": \"YQ==\"}]");
    row(QVariantHash{{QStringLiteral("b"), 1}, {QStringLiteral("a"), 2}}, "{\"a\": 2, \"b\": 1}");
    row(QPoint(1, 2), "{\"$type\": \"QPoint\"}");
}

void tst_JsonValues::values()
{
    QFETCH(QVariant, value);
    QTEST(toJson(value), "json");
}

void tst_JsonValues::whatIsPrintedIsReadBack_data()
{
    QTest::addColumn<QVariant>("value");
    QTest::newRow("2^53+1") << QVariant(9007199254740993LL);
    QTest::newRow("2^64-1") << QVariant(std::numeric_limits<qulonglong>::max());
    QTest::newRow("double") << QVariant(3.0);
    QTest::newRow("smallest double") << QVariant(std::numeric_limits<double>::denorm_min());
    QTest::newRow("infinity") << QVariant(std::numeric_limits<double>::infinity());
    QTest::newRow("bytes") << QVariant(QByteArray("\x00\xff", 2));
    QTest::newRow("text") << QVariant(QString::fromUtf8("\"\\\b\x1b é😀\u202e"));
    QTest::newRow("$bytes as a key") << QVariant(QVariantMap{{QStringLiteral("$bytes"), 1}});
    QTest::newRow("$$ as a key") << QVariant(QVariantMap{{QStringLiteral("$$"), 1}});
    QTest::newRow("nested") << QVariant(
        QVariantList{1, QVariantMap{{QStringLiteral("k\n"), QVariantList{QVariant()}}}});
}

void tst_JsonValues::whatIsPrintedIsReadBack()
{
    QFETCH(QVariant, value);
    const QByteArray json = toJson(value);
    QVERIFY(!json.contains('\n'));
    const Result<QVariant> read = valueFromArgument(QString::fromUtf8(json));
    QVERIFY2(read, json.constData());
    QCOMPARE(read->typeId(), value.typeId());
    QCOMPARE(*read, value);
}

void tst_JsonValues::nothingSteersATerminal()
{
    QString all;
    for (ushort unit = 0; unit < 0xd800; ++unit)
        all += QChar(unit);
    for (const QChar c : QString::fromUtf8(toJson(all)))
        QVERIFY(c.category() != QChar::Other_Control && c.category() != QChar::Other_Format);
    QCOMPARE(valueFromArgument(QString::fromUtf8(toJson(all)))->toString(), all);
}

QTEST_GUILESS_MAIN(tst_JsonValues)

#include "tst_jsonvalues.moc"
