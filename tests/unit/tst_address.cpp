// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include <QNetworkInterface>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

#include "core/net/address.h"

using namespace Amp;
using Purpose = Address::Purpose;

class TestAddress : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void parses_data();
    void parses();
    void refuses_data();
    void refuses();
    void longestLocalName();
    void sameAddress();
    void listenAddress_data();
    void listenAddress();
    void linkLocalTakesItsOwner();
    void linkLocalWithoutOwner();
    void bothFamiliesOnOnePort();
    void loopback_data();
    void loopback();
};

void TestAddress::parses_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("host");
    QTest::addColumn<int>("port");
    QTest::addColumn<bool>("connects");

    QTest::newRow("ipv4") << u"127.0.0.1:1337"_qs << u"127.0.0.1"_qs << 1337 << true;
    QTest::newRow("any ipv4") << u"*:1337"_qs << u"*"_qs << 1337 << false;
    QTest::newRow("any ipv6") << u"[::]:1337"_qs << u"::"_qs << 1337 << false;
    QTest::newRow("scope") << u"[fe80::1%eth0]:1337"_qs << u"fe80::1%eth0"_qs << 1337 << true;
    QTest::newRow("no scope") << u"[fe80::1]:1337"_qs << u"fe80::1"_qs << 1337 << false;
    QTest::newRow("ipv6") << u"[::1]:65535"_qs << u"::1"_qs << 65535 << true;
    QTest::newRow("localhost") << u"localhost:1"_qs << u"localhost"_qs << 1 << true;
    QTest::newRow("free port") << u"127.0.0.1:0"_qs << u"127.0.0.1"_qs << 0 << false;
}

void TestAddress::parses()
{
    QFETCH(QString, text);
    QFETCH(bool, connects);

    const Result<Address> address = Address::parse(text, Purpose::Listen);
    QVERIFY2(address, qPrintable(address ? QString() : address.error().message()));
    QCOMPARE(address->kind, Address::Kind::Tcp);
    QTEST(address->host, "host");
    QTEST(int(address->port), "port");
    QCOMPARE(address->toString(), text);
    QCOMPARE(bool(Address::parse(text, Purpose::Connect)), connects);
}

void TestAddress::refuses_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("why");
    QTest::addColumn<Purpose>("purpose");

    const auto row = [](const char *text, const char *why, Purpose purpose = Purpose::Listen) {
        QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(why) << purpose;
    };
    row("", "HOST:PORT");
    row(" 127.0.0.1:1337", "no spaces");
    row("127.0.0.1: 1337", "no spaces");
    row("localhost", "port is missing");
    row("localhost:", "port is missing");
    row("1337", "port is missing");
    row(":1337", "host is missing");
    row("host:99999", "listens on an IP address");
    row("127.0.0.1:99999", "from 0 to 65535");
    row("127.0.0.1:4294968633", "from 0 to 65535");
    row("127.0.0.1:-1", "from 0 to 65535");
    row("127.0.0.1:+1", "from 0 to 65535");
    row("127.0.0.1:13x7", "from 0 to 65535");
    row("localhost:0", "from 1 to 65535", Purpose::Connect);
    row("host:99999", "from 1 to 65535", Purpose::Connect);
    row("*:1337", "connects to one host", Purpose::Connect);
    row("0.0.0.0:1337", "connects to one host", Purpose::Connect);
    row("[::]:1337", "connects to one host", Purpose::Connect);
    row("127.1:1337", "four numbers");
    row("256.0.0.1:1337", "four numbers");
    row("ho/st:1337", "letters", Purpose::Connect);
    row("::1:1337", "brackets");
    row("[::1", "closing bracket");
    row("[::1]", "follow the bracket");
    row("[::1]1337", "follow the bracket");
    row("[::1]x:1337", "follow the bracket");
    row("[::1]:", "port is missing");
    row("[]:1337", "stands in the brackets");
    row("[127.0.0.1]:1337", "stands in the brackets");
    row("[::1%eth0]:1337", "takes an interface");
    row("[fe80::1]:1337", "needs its interface", Purpose::Connect);
    row("local:", "has a name");
    row("local:a/b", "absolute path");
    row("local:a b", "no spaces");
}

void TestAddress::refuses()
{
    QFETCH(QString, text);
    QFETCH(QString, why);
    QFETCH(Purpose, purpose);

    const Result<Address> address = Address::parse(text, purpose);
    QVERIFY(!address);
    QCOMPARE(address.error().code(), ErrorCode::BadArguments);
    const QString sentence = address.error().message();
    QVERIFY2(sentence.contains(why), qPrintable(sentence));
    QVERIFY2(sentence.contains(u"for example") && sentence.endsWith(u'.'), qPrintable(sentence));
    QVERIFY2(!sentence.contains(u'\n'), qPrintable(sentence));
}

void TestAddress::longestLocalName()
{
    const Result<Address> tooLong =
        Address::parse(u"local:"_qs + QString(200, u'x'), Purpose::Listen);
    QVERIFY(!tooLong);
    QVERIFY2(tooLong.error().message().contains(u"bytes"), qPrintable(tooLong.error().message()));

    const Result<Address> address = Address::parse(u"local:/run/amp/socket", Purpose::Connect);
    QVERIFY(address);
    QCOMPARE(address->kind, Address::Kind::Local);
    QCOMPARE(address->localName, u"/run/amp/socket"_qs);
    QCOMPARE(address->toString(), u"local:/run/amp/socket"_qs);
}

void TestAddress::sameAddress()
{
    const auto parsed = [](QStringView text) {
        return Address::parse(text, Purpose::Listen).value();
    };
    QCOMPARE(parsed(u"[0:0::1]:1337"), parsed(u"[::1]:1337"));
    QCOMPARE(parsed(u"LocalHost:1337"), parsed(u"localhost:1337"));
    QVERIFY(parsed(u"[::1]:1337") != parsed(u"[::1]:1338"));
    QVERIFY(parsed(u"local:a") != parsed(u"local:b"));
}

void TestAddress::listenAddress_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QHostAddress>("expected");

    QTest::newRow("ipv4") << u"127.0.0.2:1"_qs << QHostAddress(u"127.0.0.2"_qs);
    QTest::newRow("any ipv4") << u"*:1"_qs << QHostAddress(QHostAddress::AnyIPv4);
    QTest::newRow("any ipv6") << u"[::]:1"_qs << QHostAddress(QHostAddress::AnyIPv6);
    QTest::newRow("localhost") << u"localhost:1"_qs << QHostAddress(QHostAddress::LocalHost);
}

void TestAddress::listenAddress()
{
    QFETCH(QString, text);
    const Result<QHostAddress> address = Address::parse(text, Purpose::Listen)->listenAddress();
    QVERIFY(address);
    QTEST(*address, "expected");
}

void TestAddress::linkLocalTakesItsOwner()
{
    for (const QNetworkInterface &interface : QNetworkInterface::allInterfaces()) {
        for (const QNetworkAddressEntry &entry : interface.addressEntries()) {
            QHostAddress own = entry.ip();
            if (!own.isLinkLocal() || own.protocol() != QAbstractSocket::IPv6Protocol)
                continue;
            own.setScopeId({});
            const QString text = u'[' + own.toString() + u"]:1337"_qs;
            const auto address = Address::parse(text, Purpose::Listen)->listenAddress();
            QVERIFY(address);
            QCOMPARE(address->scopeId(), interface.name());
            return;
        }
    }
    QSKIP("This machine has no IPv6 link-local address.");
}

void TestAddress::linkLocalWithoutOwner()
{
    for (const QStringView text : {u"[fe80::1%lo]:1", u"[fe80::dead:beef]:1"}) {
        const auto address = Address::parse(text, Purpose::Listen)->listenAddress();
        QVERIFY(!address);
        QVERIFY(address.error().message().contains(u"no network interface"));
        QVERIFY(address.error().message().endsWith(u"for example [fe80::1%eth0]:1337."));
    }
}

void TestAddress::bothFamiliesOnOnePort()
{
    QTcpServer ipv6;
    if (!ipv6.listen(Address::parse(u"[::]:0", Purpose::Listen)->listenAddress().value()))
        QSKIP("This machine has no IPv6.");
    QTcpServer ipv4;
    const auto any = Address::parse(u"*:0", Purpose::Listen)->listenAddress();
    QVERIFY2(ipv4.listen(any.value(), ipv6.serverPort()), qPrintable(ipv4.errorString()));
}

void TestAddress::loopback_data()
{
    QTest::addColumn<QString>("address");
    QTest::addColumn<bool>("isLoopback");

    QTest::newRow("ipv4") << u"127.0.0.1"_qs << true;
    QTest::newRow("another ipv4") << u"127.8.9.10"_qs << true;
    QTest::newRow("ipv6") << u"::1"_qs << true;
    QTest::newRow("mapped") << u"::ffff:127.0.0.1"_qs << true;
    QTest::newRow("another mapped") << u"::ffff:127.1.2.3"_qs << true;
    QTest::newRow("mapped elsewhere") << u"::ffff:10.0.0.1"_qs << false;
    QTest::newRow("elsewhere") << u"192.168.0.1"_qs << false;
    QTest::newRow("any") << u"::"_qs << false;
    QTest::newRow("any ipv4") << u"0.0.0.0"_qs << false;
    QTest::newRow("link-local") << u"fe80::1"_qs << false;
}

void TestAddress::loopback()
{
    QFETCH(QString, address);
    QTEST(isLoopback(QHostAddress(address)), "isLoopback");
}

QTEST_GUILESS_MAIN(TestAddress)
#include "tst_address.moc"
