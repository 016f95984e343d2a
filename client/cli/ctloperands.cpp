// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "client/cli/ctloperands.h"

namespace Amp::CtlOperands {

namespace {

std::optional<qint64> numberFrom(QStringView text)
{
    bool isNumber = false;
    const qint64 number = text.toLongLong(&isNumber);
    return isNumber ? std::optional(number) : std::nullopt;
}

} // namespace

std::optional<QVariantList> none(const QStringList &operands)
{
    return operands.isEmpty() ? std::optional(QVariantList()) : std::nullopt;
}

std::optional<QVariantList> calls(const QStringList &operands)
{
    QVariantList serials;
    for (const QString &operand : operands) {
        const auto serial = numberFrom(operand);
        if (!serial)
            return std::nullopt;
        serials.append(*serial);
    }
    return serials.isEmpty() ? std::nullopt : std::optional(serials);
}

std::optional<QVariantList> worker(const QStringList &operands)
{
    if (operands.size() != 1)
        return std::nullopt;
    const QStringView operand = operands.first();
    const bool isNamed = operand.startsWith(u'w', Qt::CaseInsensitive);
    const auto id = numberFrom(isNamed ? operand.sliced(1) : operand);
    return id ? std::optional(QVariantList{*id}) : std::nullopt;
}

std::optional<QVariantList> poolAndCount(const QStringList &operands)
{
    if (operands.size() != 2)
        return count(operands);
    const auto workers = numberFrom(operands.last());
    return workers ? std::optional(QVariantList{operands.first(), *workers}) : std::nullopt;
}

std::optional<QVariantList> count(const QStringList &operands)
{
    if (operands.isEmpty())
        return QVariantList();
    const auto number = operands.size() == 1 ? numberFrom(operands.first()) : std::nullopt;
    return number ? std::optional(QVariantList{*number}) : std::nullopt;
}

} // namespace Amp::CtlOperands
