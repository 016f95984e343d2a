// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include <QDataStream>
#include <QRectF>
#include <QRegularExpression>
#include <QTest>
#include <QThread>

#include <new>
#include <stdexcept>
#include <utility>

#include <Amp/RegisterType>

#include "core/protocol/valuecodec.h"

using namespace Amp;

namespace {

struct Point
{
    int x = 0;
    int y = 0;

    friend bool operator==(const Point &a, const Point &b) { return a.x == b.x && a.y == b.y; }
    friend QDataStream &operator<<(QDataStream &out, const Point &p) { return out << p.x << p.y; }
    friend QDataStream &operator>>(QDataStream &in, Point &p) { return in >> p.x >> p.y; }
};

enum class Mistake {
    None,
    ReadsTooLittle,
    ReadsTooMuch,
    SaysCorrupt,
    ReadThrows,
    ReadThrowsAnything,
    WriteThrows,
    WriteFails,
    AsksForTooMuch
};

// A type whose operators make the mistake that it carries.
struct Faulty
{
    Mistake mistake = Mistake::None;
};

QDataStream &operator<<(QDataStream &out, const Faulty &value)
{
    if (value.mistake == Mistake::WriteThrows)
        throw std::runtime_error("cannot write");
    if (value.mistake == Mistake::WriteFails)
        out.setStatus(QDataStream::WriteFailed);
    return out << int(value.mistake) << 1;
}

QDataStream &operator>>(QDataStream &in, Faulty &value)
{
    int first = 0, second = 0;
    in >> first;
    value.mistake = Mistake(first);
    if (value.mistake == Mistake::ReadsTooLittle)
        return in;
    in >> second;
    if (value.mistake == Mistake::ReadsTooMuch)
        in >> second;
    if (value.mistake == Mistake::SaysCorrupt)
        in.setStatus(QDataStream::ReadCorruptData);
    if (value.mistake == Mistake::ReadThrows)
        throw std::runtime_error("cannot read");
    if (value.mistake == Mistake::ReadThrowsAnything)
        throw 42;
    if (value.mistake == Mistake::AsksForTooMuch)
        throw std::bad_alloc(); // what a Qt container does when its count asks for too much
    return in;
}

template <int number>
struct Numbered
{
    int value = number;
    friend QDataStream &operator<<(QDataStream &out, const Numbered &n) { return out << n.value; }
    friend QDataStream &operator>>(QDataStream &in, Numbered &n) { return in >> n.value; }
};

enum class Colour : quint8 { Red = 1 };

QByteArray refusalOf(const char *type)
{
    return QByteArray("^Amp::registerType: .*").append(type).append(" is not registered as");
}

} // namespace

class TestTypeRegistry : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void keepsValues();
    void writesNameAndDelimitedBytes();
    void keepsNulls();
    void usesTheNameOfTheTypeByDefault();
    void carriesBuiltInTypesThatAreRegistered();
    void prefersTheRegistrationOfAnEnumeration();
    void takesTheSameRegistrationAgain();
    void refusesConflicts_data();
    void refusesConflicts();
    void namesAnUnknownType();
    void containsReadingMistakes_data();
    void containsReadingMistakes();
    void containsWritingMistakes_data();
    void containsWritingMistakes();
    void isThreadSafe();
};

void TestTypeRegistry::initTestCase()
{
    QVERIFY(registerType<Point>("Point"));
    QVERIFY(registerType<Faulty>("Faulty"));
}

void TestTypeRegistry::keepsValues()
{
    const QVariant point = QVariant::fromValue(Point{1, -2});
    const QVariantList arguments{point, 7, QVariantList{point, QStringLiteral("end")}};
    const QVariantList arrived = decodeArguments(encodeArguments(arguments).value()).value();
    QCOMPARE(arrived, arguments);
}

void TestTypeRegistry::writesNameAndDelimitedBytes()
{
    QCOMPARE(encodeValue(QVariant::fromValue(Point{1, -2})).value().toHex(' '),
             QByteArray("00 01 00 00 00 00 00 00 05 50 6f 69 6e 74 "
                        "00 00 00 08 00 00 00 01 ff ff ff fe"));
}

void TestTypeRegistry::keepsNulls()
{
    const QVariant null(QMetaType::fromType<Point>());
    const QVariant arrived = decodeValue(encodeValue(null).value()).value();
    QVERIFY(arrived.isNull());
    QCOMPARE(arrived.metaType(), null.metaType());
}

void TestTypeRegistry::usesTheNameOfTheTypeByDefault()
{
    QVERIFY(registerType<Numbered<-1>>());
    const QByteArray bytes = encodeValue(QVariant::fromValue(Numbered<-1>())).value();
    QVERIFY(bytes.contains(QMetaType::fromType<Numbered<-1>>().name()));
}

void TestTypeRegistry::carriesBuiltInTypesThatAreRegistered()
{
    const QVariant rectangle = QRectF(1, 2, 3, 4);
    QVERIFY(!encodeValue(rectangle));
    QVERIFY(registerType<QRectF>());
    QCOMPARE(decodeValue(encodeValue(rectangle).value()).value(), rectangle);
}

void TestTypeRegistry::prefersTheRegistrationOfAnEnumeration()
{
    const QVariant red = QVariant::fromValue(Colour::Red);
    QCOMPARE(decodeValue(encodeValue(red).value()).value(), QVariant(1u));
    QVERIFY(registerType<Colour>("Colour"));
    QCOMPARE(decodeValue(encodeValue(red).value()).value(), red);
}

void TestTypeRegistry::takesTheSameRegistrationAgain()
{
    QVERIFY(registerType<Point>("Point"));
}

void TestTypeRegistry::refusesConflicts_data()
{
    QTest::addColumn<bool (*)(const char *)>("registration");
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("type");
    QTest::newRow("name of another")
        << &registerType<Numbered<-2>> << QByteArray("Point") << QByteArray("Numbered<-2>");
    QTest::newRow("second name") << &registerType<Point> << QByteArray("Dot")
                                 << QByteArray("Point");
    QTest::newRow("no name") << &registerType<Numbered<-2>> << QByteArray("")
                             << QByteArray("Numbered<-2>");
    QTest::newRow("long name") << &registerType<Numbered<-2>> << QByteArray(256, 'x')
                               << QByteArray("Numbered<-2>");
    QTest::newRow("type that travels anyway")
        << &registerType<QString> << QByteArray("Text") << QByteArray("QString");
}

void TestTypeRegistry::refusesConflicts()
{
    using Registration = bool (*)(const char *);
    QFETCH(Registration, registration);
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, type);
    QTest::ignoreMessage(QtWarningMsg,
                         QRegularExpression(QString::fromLatin1(refusalOf(type.constData()))));
    QVERIFY(!registration(name.constData()));
    QVERIFY(encodeValue(QVariant::fromValue(Point{1, 2})));
}

void TestTypeRegistry::namesAnUnknownType()
{
    const QByteArray bytes = encodeValue(QVariant::fromValue(Point())).value();
    const Error error = decodeValue(QByteArray(bytes).replace("Point", "Paint")).error();
    QCOMPARE(error.code(), ErrorCode::NotSerializable);
    QVERIFY2(error.message().contains(QStringLiteral("the type \"Paint\" is not registered here")),
             qPrintable(error.message()));

    const Error unregistered = encodeValue(QVariant::fromValue(Numbered<-3>())).error();
    QCOMPARE(unregistered.code(), ErrorCode::NotSerializable);
    QVERIFY(unregistered.message().contains(QStringLiteral("Numbered<-3>")));
}

void TestTypeRegistry::containsReadingMistakes_data()
{
    QTest::addColumn<int>("mistake");
    QTest::addColumn<QString>("reason");
    const auto row = [](const char *name, Mistake mistake, const char *reason) {
        QTest::newRow(name) << int(mistake) << QString::fromLatin1(reason);
    };
    row("too little", Mistake::ReadsTooLittle, "its operator>> left 4 of 8 bytes unread");
    row("too much", Mistake::ReadsTooMuch, "its operator>> wanted more than the 8 bytes there are");
    row("corrupt", Mistake::SaysCorrupt, "its operator>> found the data to be corrupt");
    row("throws", Mistake::ReadThrows, "its operator>> threw \"cannot read\"");
    row("throws anything", Mistake::ReadThrowsAnything, "its operator>> threw an exception");
    row("memory", Mistake::AsksForTooMuch, "its operator>> threw \"std::bad_alloc\"");
}

void TestTypeRegistry::containsReadingMistakes()
{
    QFETCH(int, mistake);
    QFETCH(QString, reason);
    const QVariant faulty = QVariant::fromValue(Faulty{Mistake(mistake)});
    const Error error = decodeArguments(encodeArguments({faulty, 7}).value()).error();
    QCOMPARE(error.code(), ErrorCode::NotSerializable);
    QVERIFY2(error.message().contains(QStringLiteral("type \"Faulty\" cannot be read: ") + reason),
             qPrintable(error.message()));
}

void TestTypeRegistry::containsWritingMistakes_data()
{
    QTest::addColumn<int>("mistake");
    QTest::addColumn<QString>("reason");
    QTest::newRow("throws") << int(Mistake::WriteThrows)
                            << QStringLiteral("its operator<< threw \"cannot write\"");
    QTest::newRow("fails") << int(Mistake::WriteFails) << QStringLiteral("its operator<< failed");
}

void TestTypeRegistry::containsWritingMistakes()
{
    QFETCH(int, mistake);
    QFETCH(QString, reason);
    const QVariant faulty = QVariant::fromValue(Faulty{Mistake(mistake)});
    const Error error = encodeArguments({7, faulty}).error();
    QCOMPARE(error.code(), ErrorCode::NotSerializable);
    QCOMPARE(error.details().value(QStringLiteral("argument")), QVariant(2));
    QVERIFY2(error.message().contains(QStringLiteral("Faulty cannot travel: ") + reason),
             qPrintable(error.message()));
}

void TestTypeRegistry::isThreadSafe()
{
    const auto registerAndUse = []<int... number>(std::integer_sequence<int, number...>)
    {
        const auto one = []<typename T>(const T &value) {
            return registerType<T>() &&
                   decodeValue(encodeValue(QVariant::fromValue(value)).value());
        };
        return (one(Numbered<number>()) && ...);
    };
    std::array<bool, 4> succeeded{};
    std::vector<std::unique_ptr<QThread>> threads;
    for (bool &success : succeeded) {
        threads.emplace_back(QThread::create(
            [&] { success = registerAndUse(std::make_integer_sequence<int, 100>()); }));
        threads.back()->start();
    }
    for (const auto &thread : threads)
        QVERIFY(thread->wait());
    QCOMPARE(succeeded, (std::array{true, true, true, true}));
}

QTEST_GUILESS_MAIN(TestTypeRegistry)
#include "tst_typeregistry.moc"
