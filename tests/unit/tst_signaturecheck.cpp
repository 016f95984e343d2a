// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

// Holds SignatureCheck to refusing only what every worker refuses, with a worker's own sentence.

#include <QTest>

#include "core/procedures/signaturecheck.h"

using namespace Amp;

struct Registered
{
    int value = 0;
};
Q_DECLARE_METATYPE(Registered)

class TestSignatureCheck : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void refusals_data();
    void refusals();
    void whatIsNoSignature_data();
    void whatIsNoSignature();
};

void TestSignatureCheck::refusals_data()
{
    QTest::addColumn<QByteArray>("signature");
    QTest::addColumn<QVariantList>("arguments");
    QTest::addColumn<QString>("sentence"); // empty: it passes
    const auto row = [](const char *signature, const QVariantList &arguments,
                        const char *sentence = "") {
        QTest::addRow("%s, %s", signature, qPrintable(QDebug::toString(arguments)))
            << QByteArray(signature) << arguments << QString::fromUtf8(sentence);
    };
    const auto null = QVariant();
    const QByteArray bytes("a");

    row("now() -> QDateTime", {});
    row("now() -> QDateTime", {1}, "now takes no arguments, 1 was given: now() -> QDateTime");
    row("add(int, int) -> int", {1, 2});
    row("add(int, int) -> int", {1}, "add takes 2 arguments, 1 was given: add(int, int) -> int");
    row("add(int, int) -> int", {1, 2, 3},
        "add takes 2 arguments, 3 were given: add(int, int) -> int");
    row("add(int, int) -> int", {1, u"abc"_qs},
        "Argument 2 of add must be int, not QString \"abc\".");
    row("f(int) -> null", {2.0});
    row("f(int) -> null", {2.5}, "Argument 1 of f must be int, not double 2.5.");
    row("f(int) -> null", {true}, "Argument 1 of f must be int, not bool true.");
    row("f(int) -> null", {null}, "Argument 1 of f must be int, not null.");
    row("f(int) -> null", {qulonglong(-1)}); // Python's int takes it
    row("f(float) -> None", {1});
    row("f(float) -> None", {u"1"_qs}, "Argument 1 of f must be float, not QString \"1\".");
    row("f(number) -> number", {1.5});
    row("f(number) -> number", {bytes}, "Argument 1 of f must be number, not QByteArray.");
    row("f(bool) -> null", {1}, "Argument 1 of f must be bool, not int 1.");
    row("f(str) -> None", {u"a"_qs});
    row("f(QString) -> null", {bytes}, "Argument 1 of f must be QString, not QByteArray.");
    row("f(bytes) -> None", {u"a"_qs});
    row("f(QByteArray) -> null", {1}, "Argument 1 of f must be QByteArray, not int 1.");
    row("f(list) -> None", {QStringList{u"a"_qs}});
    row("f(list) -> None", {QVariant::fromValue(QList<int>{1})});
    row("f(QVariantList) -> null", {1}, "Argument 1 of f must be QVariantList, not int 1.");
    row("f(dict) -> None", {QVariantMap()});
    row("f(QVariantMap) -> null", {1}, "Argument 1 of f must be QVariantMap, not int 1.");

    row("f(any) -> any", {null});
    row("f(QUuid) -> null", {1}); // the worker knows
    row("f(QMap<QString, int>, bool) -> null", {QVariantMap(), true});
    row("f(QMap<QString, int>, bool) -> null", {QVariantMap(), 1},
        "Argument 2 of f must be bool, not int 1.");
    row("f(int, str=) -> None", {1});
    row("f(int, str=) -> None", {1, null});
    row("f(int, str=) -> None", {1, 2}, "Argument 2 of f must be str, not int 2.");
    row("f(int, str=) -> None", {}, "f takes 1 to 2 arguments, 0 were given: f(int, str=) -> None");
    row("f(int, ...) -> null", {1, u"a"_qs, 2.5});
    row("f(int, ...) -> null", {},
        "f takes at least 1 argument, 0 were given: f(int, ...) -> null");
    row("f(QString) -> null", {QVariant::fromValue(Registered())}); // the worker knows this, too
}

void TestSignatureCheck::refusals()
{
    QFETCH(QByteArray, signature);
    QFETCH(QVariantList, arguments);
    QFETCH(QString, sentence);
    const auto check = SignatureCheck::parse(signature);
    QVERIFY(check);
    const auto refusal = check->refusal(arguments);
    QCOMPARE(refusal ? refusal->message() : QString(), sentence);
    QVERIFY(!refusal || refusal->code() == ErrorCode::BadArguments);
}

void TestSignatureCheck::whatIsNoSignature_data()
{
    QTest::addColumn<QByteArray>("text");
    for (const char *text : {"", "f", "f()", "(int) -> int", "f(int,) -> int", "f(..., int) -> int",
                             "f(int -> int", "-> ("})
        QTest::newRow(text) << QByteArray(text);
}

void TestSignatureCheck::whatIsNoSignature()
{
    QFETCH(QByteArray, text);
    QVERIFY(!SignatureCheck::parse(text));
}

QTEST_GUILESS_MAIN(TestSignatureCheck)
#include "tst_signaturecheck.moc"
