// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <optional>

#include <QStringList>
#include <QVariantList>

// What stands behind a verb of amp-ctl as the arguments of its command. Nothing when that is not
// how the verb is written; what the server makes of it is another matter.
namespace Amp::CtlOperands {

using Reader = std::optional<QVariantList> (*)(const QStringList &operands);

std::optional<QVariantList> none(const QStringList &operands);
std::optional<QVariantList> calls(const QStringList &operands);        // "4711 4712"
std::optional<QVariantList> worker(const QStringList &operands);       // "7" or "w07"
std::optional<QVariantList> poolAndCount(const QStringList &operands); // "", "8" or "python 8"
std::optional<QVariantList> count(const QStringList &operands);        // "" or "500"

} // namespace Amp::CtlOperands
