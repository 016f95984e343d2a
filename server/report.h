// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QVariantMap>

namespace Amp {

class PoolSet;

// What a server tells operators of itself, as values; resources/docs/commands.md has the keys.
namespace Report {

QVariantList procedures(const PoolSet &pools);
QVariantMap stats(const PoolSet &pools);
QVariantList workers(const PoolSet &pools);
// The running ones first, then those that wait, in the order of their acceptance; at most so many.
QVariantList calls(const PoolSet &pools, qsizetype limit);

// How an operator writes the id of a worker's place: "w07".
QString nameOfWorker(quint32 place);

} // namespace Report

} // namespace Amp
