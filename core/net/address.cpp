// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/net/address.h"

#include <algorithm>

#include <QDir>
#include <QFile>
#include <QList>
#include <QNetworkInterface>
#include <QStringList>

namespace Amp {

namespace {

constexpr qsizetype maxHostNameChars = 253; // DNS
constexpr qsizetype maxQuotedChars = 60;
#ifdef Q_OS_LINUX
constexpr qsizetype maxLocalPathBytes = 107; // sun_path, and a NUL
#else
constexpr qsizetype maxLocalPathBytes = 103;
#endif

const QLatin1String anyIPv4Host("*");
const QLatin1String localHost("localhost");

bool isDigit(QChar c)
{
    return c >= u'0' && c <= u'9';
}

bool isNameCharacter(QChar c)
{
    return c.isLetterOrNumber() || c == u'-' || c == u'.' || c == u'_';
}

bool isIPv4(QStringView host)
{
    const QList<QStringView> parts = host.split(u'.');
    return parts.size() == 4 && std::all_of(parts.begin(), parts.end(), [](QStringView part) {
               return part.size() <= 3 && part.toUInt() <= 255 && !part.isEmpty() &&
                      std::all_of(part.begin(), part.end(), isDigit);
           });
}

// What was given, safe and short enough for a terminal and a log.
QString quoted(QStringView text)
{
    QString shown = text.left(maxQuotedChars).toString();
    for (QChar &c : shown)
        c = c.isPrint() ? c : QChar(QChar::ReplacementCharacter);
    if (text.size() > maxQuotedChars)
        shown += u"...";
    return u'"' + shown + u'"';
}

bool needsScope(const QHostAddress &address)
{
    return address.protocol() == QAbstractSocket::IPv6Protocol && address.isLinkLocal();
}

class Parser
{
public:
    Parser(QStringView text, Address::Purpose purpose)
        : m_text(text)
        , m_purpose(purpose)
    {}

    Result<Address> parse() const
    {
        if (m_text.isEmpty())
            return Error(ErrorCode::BadArguments,
                         QStringLiteral("The address is empty: write it as HOST:PORT, for example "
                                        "127.0.0.1:1337."));
        if (std::any_of(m_text.begin(), m_text.end(), [](QChar c) { return c.isSpace(); }))
            return bad(u"it has no spaces");
        if (m_text.startsWith(u"local:"))
            return parseLocal(m_text.sliced(6));
        if (m_text.startsWith(u'['))
            return parseBracketed();
        return parseHost();
    }

private:
    bool listens() const { return m_purpose == Address::Purpose::Listen; }

    Error bad(QStringView why, QStringView example = u"127.0.0.1:1337") const
    {
        return Error(ErrorCode::BadArguments,
                     QStringLiteral("%1 is not an address: %2, for example %3.")
                         .arg(quoted(m_text), why, example));
    }

    Result<Address> parseLocal(QStringView name) const
    {
        const QStringView example = u"local:amp";
        if (name.isEmpty())
            return bad(u"a local socket has a name", example);
        if (name.contains(QChar::Null) || (name.contains(u'/') && !name.startsWith(u'/')))
            return bad(u"a local socket has a name without slashes, or an absolute path", example);
        const QString path = QDir(QDir::tempPath()).absoluteFilePath(name.toString());
        if (QFile::encodeName(path).size() > maxLocalPathBytes)
            return bad(QStringLiteral("the path of a local socket has at most %1 bytes")
                           .arg(maxLocalPathBytes),
                       example);
        Address address;
        address.kind = Address::Kind::Local;
        address.localName = name.toString();
        return address;
    }

    Result<Address> parseBracketed() const
    {
        const QStringView example = u"[::1]:1337";
        const qsizetype end = m_text.indexOf(u']');
        if (end < 0)
            return bad(u"the closing bracket is missing", example);
        const QStringView rest = m_text.sliced(end + 1);
        if (!rest.startsWith(u':'))
            return bad(u"a colon and the port follow the bracket", example);

        const QHostAddress address(m_text.sliced(1, end - 1).toString());
        if (address.protocol() != QAbstractSocket::IPv6Protocol)
            return bad(u"an IPv6 address stands in the brackets", example);
        if (!needsScope(address) && m_text.contains(u'%'))
            return bad(u"only a link-local address takes an interface", u"[fe80::1%eth0]:1337");
        if (needsScope(address) && address.scopeId().isEmpty() && !listens())
            return bad(u"a link-local address needs its interface", u"[fe80::1%eth0]:1337");
        if (!listens() && address == QHostAddress(QHostAddress::AnyIPv6))
            return bad(u"one connects to one host", example);
        return withPort(address.toString(), rest.sliced(1));
    }

    Result<Address> parseHost() const
    {
        const qsizetype colon = m_text.lastIndexOf(u':');
        if (colon < 0)
            return bad(u"the port is missing");
        const QStringView host = m_text.left(colon);
        if (host.contains(u':'))
            return bad(u"an IPv6 address stands in brackets", u"[::1]:1337");
        if (const Error error = checkHost(host))
            return error;
        return withPort(host.toString().toLower(), m_text.sliced(colon + 1));
    }

    Error checkHost(QStringView host) const
    {
        if (host == anyIPv4Host && listens())
            return {};
        if (host == anyIPv4Host || host == u"0.0.0.0")
            return listens() ? Error() : bad(u"one connects to one host");
        if (host.isEmpty())
            return bad(u"the host is missing");
        if (isIPv4(host))
            return {};
        if (std::all_of(host.begin(), host.end(), [](QChar c) { return isDigit(c) || c == u'.'; }))
            return bad(u"an IPv4 address has four numbers up to 255");
        if (host.size() > maxHostNameChars ||
            !std::all_of(host.begin(), host.end(), isNameCharacter))
            return bad(u"a host has a name of letters, digits, dots and dashes, or an IP address",
                       u"localhost:1337");
        if (listens() && host.compare(localHost, Qt::CaseInsensitive) != 0)
            return bad(u"a server listens on an IP address, * or localhost");
        return {};
    }

    Result<Address> withPort(const QString &host, QStringView port) const
    {
        if (port.isEmpty())
            return bad(u"the port is missing");
        const uint number = port.size() <= 5 ? port.toUInt() : 65536;
        const uint least = listens() ? 0 : 1; // 0 lets the system pick one
        if (!std::all_of(port.begin(), port.end(), isDigit) || number > 65535 || number < least)
            return bad(QStringLiteral("the port is a number from %1 to 65535").arg(least));
        Address address;
        address.host = host;
        address.port = quint16(number);
        return address;
    }

    QStringView m_text;
    Address::Purpose m_purpose;
};

QHostAddress withoutScope(QHostAddress address)
{
    address.setScopeId({});
    return address;
}

bool has(const QNetworkInterface &interface, const QHostAddress &address)
{
    const QList<QNetworkAddressEntry> entries = interface.addressEntries();
    return std::any_of(entries.begin(), entries.end(), [&](const QNetworkAddressEntry &entry) {
        return withoutScope(entry.ip()) == withoutScope(address);
    });
}

// The interfaces that own a link-local address, out of the one named by its scope or of all.
QStringList ownersOf(const QHostAddress &address)
{
    const QString scope = address.scopeId();
    QStringList names;
    for (const QNetworkInterface &interface : QNetworkInterface::allInterfaces()) {
        const bool isMeant = scope.isEmpty() || scope == interface.name() ||
                             scope == QString::number(interface.index());
        if (isMeant && has(interface, address))
            names.append(interface.name());
    }
    return names;
}

Result<QHostAddress> withOwnScope(QHostAddress address)
{
    const QStringList owners = ownersOf(address);
    if (owners.size() == 1) {
        address.setScopeId(owners.first());
        return address;
    }
    const QString why = owners.isEmpty()
                            ? QStringLiteral("no network interface of this machine has it")
                            : QStringLiteral("it belongs to %1: name one of them")
                                  .arg(owners.join(QStringLiteral(" and ")));
    return Error(ErrorCode::BadArguments,
                 QStringLiteral("The server cannot listen on %1: %2, for example "
                                "[fe80::1%eth0]:1337.")
                     .arg(address.toString(), why));
}

} // namespace

Result<Address> Address::parse(QStringView text, Purpose purpose)
{
    return Parser(text, purpose).parse();
}

Result<QHostAddress> Address::listenAddress() const
{
    Q_ASSERT(kind == Kind::Tcp);
    if (host == anyIPv4Host)
        return QHostAddress(QHostAddress::AnyIPv4);
    if (host == localHost)
        return QHostAddress(QHostAddress::LocalHost);
    const QHostAddress address(host);
    return needsScope(address) ? withOwnScope(address) : address;
}

QString Address::toString() const
{
    if (kind == Kind::Local)
        return QStringLiteral("local:") + localName;
    const QString shown = host.contains(u':') ? u'[' + host + u']' : host;
    return shown + u':' + QString::number(port);
}

bool isLoopback(const QHostAddress &address)
{
    bool isIPv4 = false;
    const quint32 number = address.toIPv4Address(&isIPv4); // also from ::ffff:a.b.c.d
    return (isIPv4 && number >> 24 == 127) || address.isLoopback();
}

} // namespace Amp
