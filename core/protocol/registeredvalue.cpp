// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/protocol/registeredvalue.h"

#include <exception>

#include <QDataStream>
#include <QIODevice>

namespace Amp {

namespace {

Error failure(const QString &reason)
{
    return Error(ErrorCode::NotSerializable, reason);
}

// The operators are the user's code: what they throw ends here. The empty string means success.
template <typename Operation>
QString failureOf(const char *operatorName, Operation run)
{
    try {
        run();
        return QString();
    } catch (const std::exception &exception) {
        return QStringLiteral("its %1 threw \"%2\"")
            .arg(QLatin1String(operatorName), QString::fromLocal8Bit(exception.what()));
    } catch (...) {
        return QStringLiteral("its %1 threw an exception").arg(QLatin1String(operatorName));
    }
}

QString readingFailure(const QDataStream &stream, qsizetype total)
{
    const qsizetype unread = stream.device()->bytesAvailable();
    if (stream.status() == QDataStream::ReadPastEnd)
        return QStringLiteral("its operator>> wanted more than the %1 bytes there are").arg(total);
    if (stream.status() != QDataStream::Ok)
        return QStringLiteral("its operator>> found the data to be corrupt");
    if (unread > 0)
        return QStringLiteral("its operator>> left %1 of %2 bytes unread").arg(unread).arg(total);
    return QString();
}

} // namespace

Result<QByteArray> bytesOf(const RegisteredType &type, const QVariant &value)
{
    QByteArray bytes;
    QDataStream stream(&bytes, QIODevice::WriteOnly);
    stream.setVersion(QDataStream::Qt_6_0);
    QString reason = failureOf("operator<<", [&] { type.write(stream, value.constData()); });
    if (reason.isEmpty() && stream.status() != QDataStream::Ok)
        reason = QStringLiteral("its operator<< failed");
    if (!reason.isEmpty())
        return failure(reason);
    return bytes;
}

Result<QVariant> valueOf(const RegisteredType &type, QByteArrayView bytes)
{
    // A copy, since the operator may keep what it reads.
    QDataStream stream(bytes.toByteArray());
    stream.setVersion(QDataStream::Qt_6_0);
    QVariant value(type.type);
    QString reason = failureOf("operator>>", [&] { type.read(stream, value.data()); });
    if (reason.isEmpty())
        reason = readingFailure(stream, bytes.size());
    if (!reason.isEmpty())
        return failure(reason);
    return value;
}

} // namespace Amp
