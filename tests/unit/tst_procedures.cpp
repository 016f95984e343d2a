// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include <limits>
#include <stdexcept>

#include <QDateTime>
#include <QTest>
#include <QUrl>
#include <QUuid>

#include "core/procedures/builtins.h"
#include "core/procedures/conversion.h"
#include "core/procedures/invocation.h"
#include "core/procedures/nearestnames.h"
#include "core/procedures/procedureregistry.h"
#include "core/procedures/signature.h"

using namespace Amp;

namespace {

enum class Undeclared : quint8 { Nothing };

// A call of nobody.
class LoneContext final : public CallContext
{
public:
    bool isCancelled() override { return cancelled; }
    void reportProgress(quint64 done, quint64, const QString &) override { progress = done; }
    void sendPart(const QVariant &value) override { parts.append(value); }
    Metadata metadata() const override { return {{"a", "1"}, {"b", "2"}, {"b", "3"}}; }

    bool cancelled = false;
    quint64 progress = 0;
    QVariantList parts;
};

ProcedureRegistry::Definition adding(const QByteArray &name)
{
    return [name](Procedures &procedures) { procedures.add(name, [] { return true; }); };
}

const ProcedureRegistry &builtIns()
{
    static const ProcedureRegistry *registry = [] {
        auto *made = new ProcedureRegistry;
        if (!made->include({}, addBuiltIns))
            qFatal("the built-ins do not fit together");
        return made;
    }();
    return *registry;
}

Outcome invoked(const Procedure &procedure, QVariantList arguments, CallContext &context)
{
    RunClock clock;
    return invoke(procedure, arguments, context, clock);
}

Outcome call(const ProcedureRegistry &registry, const char *name, const QVariantList &arguments)
{
    LoneContext context;
    return invoked(*registry.find(name), arguments, context);
}

template <typename F>
Outcome callFunction(F function, const QVariantList &arguments, LoneContext *context = nullptr)
{
    ProcedureRegistry registry;
    if (!registry.include(QStringLiteral("test"),
                          [&](Procedures &procedures) { procedures.add("f", function); }))
        qFatal("f is refused");
    LoneContext own;
    return invoked(*registry.find("f"), arguments, context ? *context : own);
}

template <typename F>
QByteArray signatureOfFunction(F function)
{
    ProcedureRegistry registry;
    (void)registry.include({}, [&](Procedures &procedures) { procedures.add("f", function); });
    return signatureOf(*registry.find("f"));
}

struct Functor
{
    int operator()(int a) const noexcept { return a; }
    static double half(float a) noexcept { return double(a) / 2; }
};

} // namespace

class TestProcedures : public QObject
{
    Q_OBJECT

public:
    enum Colour { Red = 1, Green = 2 };
    Q_ENUM(Colour)

private Q_SLOTS:
    void signatures();
    void convertsWithoutLoss_data();
    void convertsWithoutLoss();
    void refusesLoss_data();
    void refusesLoss();
    void namesWhatDoesNotFit();
    void countsArguments();
    void optionalArguments();
    void variadicArguments();
    void contextIsNoArgument();
    void whatIsThrown();
    void travellingForms();
    void namesAreUnique();
    void names_data();
    void names();
    void failedIncludeAddsNothing();
    void includesHideBuiltIns();
    void nearest_data();
    void nearest();
    void builtInsSucceed_data();
    void builtInsSucceed();
    void builtInsFail_data();
    void builtInsFail();
};

void TestProcedures::signatures()
{
    QCOMPARE(signatureOfFunction([](int, const QString &) { return 1.5; }),
             "f(int, QString) -> double");
    QCOMPARE(signatureOfFunction([](const QVariant &) {}), "f(any) -> void");
    QCOMPARE(signatureOfFunction([](CallContext &, std::optional<QByteArray>, const Variadic &) {
                 return std::optional<qint64>();
             }),
             "f(QByteArray=, ...) -> qlonglong");
    QCOMPARE(signatureOfFunction(Functor()), "f(int) -> int");
    QCOMPARE(signatureOfFunction(&Functor::half), "f(float) -> double");
    QCOMPARE(signatureOf(*builtIns().find("add")), "add(number, number) -> number");
}

template <typename T>
void convertRow(const char *name, const QVariant &value, const T &expected)
{
    QTest::newRow(name) << value << QVariant::fromValue(expected);
}

void TestProcedures::convertsWithoutLoss_data()
{
    QTest::addColumn<QVariant>("value");
    QTest::addColumn<QVariant>("expected");
    convertRow("the same", QStringLiteral("a"), QStringLiteral("a"));
    convertRow("qlonglong to int", qlonglong(-7), -7);
    convertRow("int to uchar", 255, uchar(255));
    convertRow("int to short", -32768, short(-32768));
    convertRow("int to qulonglong", 5, qulonglong(5));
    convertRow("largest qulonglong", std::numeric_limits<qulonglong>::max(),
               std::numeric_limits<qulonglong>::max());
    convertRow("double to int", 3.0, 3);
    convertRow("double to qulonglong", 9223372036854775808.0, qulonglong(1) << 63);
    convertRow("int to double", 3, 3.0);
    convertRow("2^53", qlonglong(1) << 53, 9007199254740992.0);
    convertRow("2^60", qlonglong(1) << 60, 1152921504606846976.0);
    convertRow("smallest qlonglong", std::numeric_limits<qlonglong>::min(), -9223372036854775808.0);
    convertRow("double to float", 0.1, 0.1f);
    convertRow("infinity to float", qInf(), std::numeric_limits<float>::infinity());
    convertRow("text to bytes", QStringLiteral("ä"), QByteArray("\xc3\xa4"));
    convertRow("QChar to text", QChar(u'x'), QStringLiteral("x"));
    convertRow("text to QChar", QStringLiteral("x"), QChar(u'x'));
    convertRow("text to QUrl", QStringLiteral("http://a.b/c"),
               QUrl(QStringLiteral("http://a.b/c")));
    const QString uuid = QStringLiteral("{67c8770b-44f1-410a-ab9a-f9b5446f13ee}");
    convertRow("text to QUuid", uuid, QUuid(uuid));
    convertRow("text to QDate", QStringLiteral("2013-02-28"), QDate(2013, 2, 28));
    convertRow("text to QTime", QStringLiteral("12:30:05"), QTime(12, 30, 5));
    convertRow("text to QDateTime", QStringLiteral("2013-02-28T12:30:05Z"),
               QDateTime(QDate(2013, 2, 28), QTime(12, 30, 5), Qt::UTC));
    convertRow("list to QStringList", QVariantList{QStringLiteral("a"), QStringLiteral("b")},
               QStringList{QStringLiteral("a"), QStringLiteral("b")});
    convertRow("list to QByteArrayList", QVariantList{QByteArray("a"), QStringLiteral("b")},
               QByteArrayList{"a", "b"});
    convertRow("QStringList to list", QStringList{QStringLiteral("a")},
               QVariantList{QStringLiteral("a")});
    convertRow("list to QList<int>", QVariantList{1, 2.0, qlonglong(3)}, QList<int>{1, 2, 3});
    convertRow("nested lists", QVariantList{QVariantList{1}, QVariantList()},
               QList<QList<int>>{{1}, {}});
    convertRow("list to std::vector", QVariantList{1, 2}, std::vector<double>{1, 2});
    convertRow("map to QVariantHash", QVariantMap{{QStringLiteral("a"), 1}},
               QVariantHash{{QStringLiteral("a"), 1}});
    convertRow("map to QMap<QString, int>", QVariantMap{{QStringLiteral("a"), 1.0}},
               QMap<QString, int>{{QStringLiteral("a"), 1}});
    convertRow("int to enumeration", 2, Green);
    convertRow("text to enumeration", QStringLiteral("Green"), Green);
    convertRow("int to undeclared enumeration", 200, Undeclared(200));
}

void TestProcedures::convertsWithoutLoss()
{
    QFETCH(QVariant, value);
    QFETCH(QVariant, expected);
    (void)expected.metaType().id(); // as the registry does for parameters
    const auto result = converted(value, expected.metaType());
    QVERIFY(result);
    QCOMPARE(result->metaType(), expected.metaType());
    QVERIFY(expected.metaType().equals(result->constData(), expected.constData()));
}

template <typename T>
void refuseRow(const char *name, const QVariant &value)
{
    QTest::newRow(name) << value << QMetaType::fromType<T>();
}

void TestProcedures::refusesLoss_data()
{
    QTest::addColumn<QVariant>("value");
    QTest::addColumn<QMetaType>("target");
    refuseRow<int>("too large for int", qlonglong(1) << 31);
    refuseRow<uchar>("negative for uchar", -1);
    refuseRow<qlonglong>("too large for qlonglong", qulonglong(1) << 63);
    refuseRow<int>("fraction to int", 1.5);
    refuseRow<int>("NaN to int", qQNaN());
    refuseRow<qulonglong>("2^64 to qulonglong", 18446744073709551616.0);
    refuseRow<double>("2^53 + 1 to double", (qlonglong(1) << 53) + 1);
    refuseRow<float>("2^24 + 1 to float", (1 << 24) + 1);
    refuseRow<float>("1e300 to float", 1e300);
    refuseRow<int>("text to int", QStringLiteral("1"));
    refuseRow<int>("bool to int", true);
    refuseRow<bool>("int to bool", 1);
    refuseRow<QString>("int to text", 1);
    refuseRow<QString>("bytes to text", QByteArray("a"));
    refuseRow<QString>("null to text", QVariant());
    refuseRow<QByteArray>("half a surrogate pair to bytes", QString(QChar(0xd800)));
    refuseRow<QUuid>("text that is no uuid", QStringLiteral("a"));
    refuseRow<QDate>("text that is no date", QStringLiteral("2013-02-30"));
    refuseRow<QStringList>("number among texts", QVariantList{QStringLiteral("a"), 1});
    refuseRow<QList<int>>("text among numbers", QVariantList{1, QStringLiteral("a")});
    refuseRow<QList<int>>("no list", 1);
    refuseRow<QSet<int>>("a set", QVariantList{1, 1});
    refuseRow<QVariantList>("map to list", QVariantMap{{QStringLiteral("a"), 1}});
    refuseRow<Colour>("no enumerator", 3);
    refuseRow<Colour>("no enumerator's name", QStringLiteral("Blue"));
    refuseRow<Undeclared>("too large for the enumeration", 256);
}

void TestProcedures::refusesLoss()
{
    QFETCH(QVariant, value);
    QFETCH(QMetaType, target);
    (void)target.id();
    QVERIFY(!converted(value, target));
}

void TestProcedures::namesWhatDoesNotFit()
{
    const auto function = [](int a, int b) { return a + b; };
    const Outcome outcome = callFunction(function, {1, QStringLiteral("abc")});
    QCOMPARE(outcome.execution, Execution::NotStarted);
    const Error error = outcome.value.error();
    QCOMPARE(error.code(), ErrorCode::BadArguments);
    QCOMPARE(error.message(), QStringLiteral("Argument 2 of f must be int, not QString \"abc\"."));
    const QVariantMap details = {{QStringLiteral("argument"), 2},
                                 {QStringLiteral("expected"), QStringLiteral("int")},
                                 {QStringLiteral("given"), QStringLiteral("QString")}};
    QCOMPARE(error.details(), details);
    QCOMPARE(callFunction(function, {QVariant(), 1}).value.error().message(),
             QStringLiteral("Argument 1 of f must be int, not null."));
    QVERIFY(callFunction(function, {QString(1'000'000, u'x'), 1}).value.error().message().size() <
            200);
}

void TestProcedures::countsArguments()
{
    const auto two = [](int a, int b) { return a + b; };
    const Outcome outcome = callFunction(two, {1, 2, 3});
    QCOMPARE(outcome.value.error().code(), ErrorCode::BadArguments);
    QCOMPARE(outcome.value.error().message(),
             QStringLiteral("f takes 2 arguments, 3 were given: f(int, int) -> int"));
    const auto message = [](auto function, const QVariantList &arguments) {
        return callFunction(function, arguments).value.error().message().section(u':', 0, 0);
    };
    QCOMPARE(message([] {}, {1}), QStringLiteral("f takes no arguments, 1 was given"));
    QCOMPARE(message([](int) {}, {}), QStringLiteral("f takes 1 argument, 0 were given"));
    QCOMPARE(message([](int, std::optional<int>) {}, {}),
             QStringLiteral("f takes 1 to 2 arguments, 0 were given"));
    QCOMPARE(message([](int, const Variadic &) {}, {}),
             QStringLiteral("f takes at least 1 argument, 0 were given"));
}

void TestProcedures::optionalArguments()
{
    const auto function = [](int a, std::optional<int> b, const std::optional<QVariant> &c) {
        return QVariantList{a, b.value_or(-1), c.value_or(QStringLiteral("none"))};
    };
    const QString none = QStringLiteral("none");
    QCOMPARE(*callFunction(function, {1}).value, QVariant(QVariantList{1, -1, none}));
    QCOMPARE(*callFunction(function, {1, 2.0}).value, QVariant(QVariantList{1, 2, none}));
    QCOMPARE(*callFunction(function, {1, QVariant(), 3}).value, QVariant(QVariantList{1, -1, 3}));
    QVERIFY(!callFunction(function, {1, QStringLiteral("x")}).value);
}

void TestProcedures::variadicArguments()
{
    const auto function = [](int first, const Variadic &rest) {
        return QVariantList{first, QVariantList(rest)};
    };
    QCOMPARE(*callFunction(function, {1}).value, QVariant(QVariantList{1, QVariantList()}));
    const QVariantList rest = {2, QStringLiteral("x"), QVariant()};
    QCOMPARE(*callFunction(function, QVariantList{1} + rest).value,
             QVariant(QVariantList{1, rest}));
}

void TestProcedures::contextIsNoArgument()
{
    const auto function = [](CallContext &context, int done) {
        context.reportProgress(quint64(done));
        context.sendPart(done);
        return QVariantList{context.isCancelled(), context.metadata("b"), context.metadata("c")};
    };
    LoneContext context;
    context.cancelled = true;
    const Outcome outcome = callFunction(function, {7}, &context);
    QCOMPARE(*outcome.value, QVariant(QVariantList{true, QByteArray("2"), QByteArray()}));
    QCOMPARE(context.progress, 7u);
    QCOMPARE(context.parts, QVariantList{7});
}

void TestProcedures::whatIsThrown()
{
    Outcome outcome = callFunction([]() -> int { throw std::out_of_range("far away"); }, {});
    QCOMPARE(outcome.execution, Execution::Started);
    QCOMPARE(outcome.value.error().code(), ErrorCode::ProcedureFailed);
    QCOMPARE(outcome.value.error().message(), QStringLiteral("std::out_of_range: far away"));
    const QVariantMap details = {{QStringLiteral("type"), QStringLiteral("std::out_of_range")},
                                 {QStringLiteral("text"), QStringLiteral("far away")}};
    QCOMPARE(outcome.value.error().details(), details);
    outcome = callFunction([] { throw QStringLiteral("a text"); }, {});
    QCOMPARE(outcome.value.error().message(), QStringLiteral("QString: a text"));
    outcome = callFunction([] { throw Functor(); }, {});
    QVERIFY(outcome.value.error().message().contains(QStringLiteral("Functor")));
    outcome = callFunction([] { throw std::runtime_error(std::string(1'000'000, 'x')); }, {});
    QVERIFY(outcome.value.error().message().size() < 20'000);
}

void TestProcedures::travellingForms()
{
    const auto form = [](const auto &value) {
        return inTravellingForm(QVariant::fromValue(value));
    };
    QCOMPARE(form(QList<int>{1, 2}), QVariant(QVariantList{1, 2}));
    QCOMPARE(form(std::vector<double>{1}), QVariant(QVariantList{1.0}));
    QCOMPARE(form(QMap<QString, QList<int>>{{QStringLiteral("a"), {1}}}),
             QVariant(QVariantMap{{QStringLiteral("a"), QVariantList{1}}}));
    QCOMPARE(form(QStringList{QStringLiteral("a")}), QVariant(QStringList{QStringLiteral("a")}));
    QCOMPARE(form(QByteArray("a")), QVariant(QByteArray("a")));
    // Keys that are no texts have no form to travel in.
    QCOMPARE(form(QMap<int, int>{{1, 2}}).metaType(), (QMetaType::fromType<QMap<int, int>>()));
}

void TestProcedures::namesAreUnique()
{
    ProcedureRegistry registry;
    QVERIFY(registry.include(QStringLiteral("a.so"), adding("sum")));
    const auto refused = registry.include(QStringLiteral("b.so"), adding("sum"));
    QVERIFY(!refused);
    QCOMPARE(refused.error().message(),
             QStringLiteral("b.so adds sum, which a.so has added already: rename one of them."));
    const auto twice = registry.include(QStringLiteral("c.so"), [](Procedures &procedures) {
        procedures.add("one", [] {});
        procedures.add("one", [] {});
    });
    QCOMPARE(twice.error().message(), QStringLiteral("c.so adds one twice: rename one of them."));
    QVERIFY(!registry.find("one"));
}

void TestProcedures::names_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<bool>("isGood");
    for (const char *name : {"a", "Mailer::send", "a.b-c_d9", "größe"})
        QTest::newRow(name) << QByteArray(name) << true;
    for (const char *name : {"", "a b", "a,b", "a=b", "f(x)", "a\n", "\xff\xfe"})
        QTest::addRow("bad \"%s\"", QByteArray(name).toHex().constData())
            << QByteArray(name) << false;
    QTest::newRow("255 bytes") << QByteArray(255, 'x') << true;
    QTest::newRow("256 bytes") << QByteArray(256, 'x') << false;
}

void TestProcedures::names()
{
    QFETCH(QByteArray, name);
    ProcedureRegistry registry;
    QTEST(bool(registry.include(QStringLiteral("a.so"), adding(name))), "isGood");
}

void TestProcedures::failedIncludeAddsNothing()
{
    ProcedureRegistry registry;
    const auto refused = registry.include(QStringLiteral("a.so"), [](Procedures &procedures) {
        procedures.add("one", [] {});
        throw std::runtime_error("no more");
    });
    QCOMPARE(refused.error().message(), QStringLiteral("a.so fails to add its procedures ("
                                                       "std::runtime_error: no more)."));
    QVERIFY(!registry.find("one"));
    QVERIFY(registry.include(QStringLiteral("b.so"), adding("one")));
}

void TestProcedures::includesHideBuiltIns()
{
    ProcedureRegistry registry;
    QVERIFY(registry.include({}, addBuiltIns));
    QVERIFY(registry.include(QStringLiteral("a.so"), adding("echo")));
    QCOMPARE(*call(registry, "echo", {}).value, QVariant(true));
    for (const Wire::ProcedureInfo &info : registry.infos())
        QCOMPARE(info.builtIn, info.name != "echo");
}

void TestProcedures::nearest_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QString>("message");
    const auto row = [](const char *name, const char *end) {
        QTest::newRow(name) << QByteArray(name)
                            << QStringLiteral("There is no procedure %1%2")
                                   .arg(QLatin1StringView(name), QLatin1StringView(end));
    };
    row("sumn", "; did you mean sum?");
    row("SUM", "; did you mean sum?");
    row("sleeep", "; did you mean sleep?");
    row("msu", ".");
    row("usm", "; did you mean sum?");
    row("sun", "; did you mean sub or sum?");
    row("quite something else", ".");
}

void TestProcedures::nearest()
{
    QFETCH(QByteArray, name);
    const std::vector<QByteArray> known = {"sub", "sum", "sleep", "strrev"};
    const Error error = noSuchProcedure(name, known);
    QCOMPARE(error.code(), ErrorCode::NoSuchProcedure);
    QTEST(error.message(), "message");
}

void TestProcedures::builtInsSucceed_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QVariantList>("arguments");
    QTest::addColumn<QVariant>("expected");
    const auto row = [](const char *name, const QVariantList &arguments, const QVariant &expected) {
        QTest::addRow("%s %d", name, int(qHash(QDebug::toString(arguments)) % 100000))
            << QByteArray(name) << arguments << expected;
    };
    constexpr auto largest = std::numeric_limits<qlonglong>::max();
    constexpr auto largestUnsigned = std::numeric_limits<qulonglong>::max();
    row("echo", {QVariantMap{{QStringLiteral("a"), 1}}}, QVariantMap{{QStringLiteral("a"), 1}});
    row("echo", {QVariant()}, QVariant());
    row("sleep", {0}, 0.0);
    row("spin", {0.001}, 0.001);
    row("strlen", {QStringLiteral("größe 😀")}, 7);
    row("strrev", {QStringLiteral("zanzibar!")}, QStringLiteral("!rabiznaz"));
    row("strrev", {QStringLiteral("a😀ö")}, QStringLiteral("ö😀a"));
    row("str_rot13", {QStringLiteral("Hello, Wörld 1!")}, QStringLiteral("Uryyb, Jöeyq 1!"));
    row("strtoupper", {QStringLiteral("straße")}, QStringLiteral("STRASSE"));
    row("sha256", {QByteArray()},
        QStringLiteral("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
    row("sha256", {QStringLiteral("abc")},
        QStringLiteral("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
    row("add", {2, 3}, 5);
    row("add", {2, 3.5}, 5.5);
    row("add", {-1, 1u}, 0);
    row("add", {std::numeric_limits<int>::max(), 1}, qlonglong(2147483648));
    row("add", {largest, 1}, qulonglong(largest) + 1);
    row("add", {largest, largest}, largestUnsigned - 1);
    row("add", {largestUnsigned, -1}, largestUnsigned - 1);
    row("add", {largestUnsigned, -largest}, qulonglong(largest) + 1);
    row("add", {qulonglong(largest) + 1, -1}, largest);
    row("add", {-largest, -1}, std::numeric_limits<qlonglong>::min());
}

void TestProcedures::builtInsSucceed()
{
    QFETCH(QByteArray, name);
    QFETCH(QVariantList, arguments);
    QFETCH(QVariant, expected);
    const Outcome outcome = call(builtIns(), name, arguments);
    QVERIFY2(outcome.value,
             qUtf8Printable(outcome.value ? QString() : outcome.value.error().message()));
    const QVariant value = inTravellingForm(*outcome.value);
    QCOMPARE(value.metaType(), expected.metaType());
    QCOMPARE(value, expected);
}

void TestProcedures::builtInsFail_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QVariantList>("arguments");
    QTest::addColumn<QString>("message");
    const auto row = [](const char *title, const char *name, const QVariantList &arguments,
                        const QString &message) {
        QTest::newRow(title) << QByteArray(name) << arguments << message;
    };
    const QString overflow =
        QStringLiteral("std::overflow_error: the sum does not fit into 64 bits");
    constexpr auto smallest = std::numeric_limits<qlonglong>::min();
    constexpr auto largestUnsigned = std::numeric_limits<qulonglong>::max();
    row("too large a sum", "add", {largestUnsigned, 1}, overflow);
    row("two large ones", "add", {largestUnsigned, largestUnsigned}, overflow);
    row("too small a sum", "add", {smallest, -1}, overflow);
    row("no number", "add", {1, QStringLiteral("2")},
        QStringLiteral("Argument 2 of add must be number, not QString \"2\"."));
    row("fail", "fail", {QStringLiteral("on purpose")},
        QStringLiteral("std::runtime_error: on purpose"));
    row("negative sleep", "sleep", {-1},
        QStringLiteral("std::invalid_argument: the seconds must be 0 or more"));
    row("sleep of NaN", "sleep", {qQNaN()},
        QStringLiteral("std::invalid_argument: the seconds must be 0 or more"));
    row("unknown crash", "crash", {QStringLiteral("bang")},
        QStringLiteral("std::invalid_argument: the kind must be segfault, abort, kill or exit"));
}

void TestProcedures::builtInsFail()
{
    QFETCH(QByteArray, name);
    QFETCH(QVariantList, arguments);
    const Outcome outcome = call(builtIns(), name, arguments);
    QVERIFY(!outcome.value);
    QTEST(outcome.value.error().message(), "message");
}

QTEST_GUILESS_MAIN(TestProcedures)
#include "tst_procedures.moc"
