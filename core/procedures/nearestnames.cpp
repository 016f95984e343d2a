// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/procedures/nearestnames.h"

#include <algorithm>
#include <numeric>
#include <tuple>
#include <vector>

namespace Amp {

namespace {

constexpr std::size_t maxSuggestions = 3;

// How many letters must be inserted, removed, replaced or swapped with their neighbour. The three
// rows are those of the usual table: two back, one back, current.
qsizetype editDistance(QByteArrayView a, QByteArrayView b)
{
    const auto width = std::size_t(b.size()) + 1;
    std::vector<qsizetype> twoBack(width);
    std::vector<qsizetype> oneBack(width);
    std::vector<qsizetype> row(width);
    std::iota(row.begin(), row.end(), 0);
    for (qsizetype i = 1; i <= a.size(); ++i) {
        twoBack.swap(oneBack);
        oneBack.swap(row);
        row[0] = i;
        for (qsizetype j = 1; j <= b.size(); ++j) {
            const auto at = std::size_t(j);
            const qsizetype replaced = oneBack[at - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            row[at] = std::min({oneBack[at] + 1, row[at - 1] + 1, replaced});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[at] = std::min(row[at], twoBack[at - 2] + 1);
        }
    }
    return row.back();
}

struct Candidate
{
    qsizetype distance;
    QByteArray name;
    bool operator<(const Candidate &other) const
    {
        return std::tie(distance, name) < std::tie(other.distance, other.name);
    }
};

// "sum", "sum or sub", "sum, sub or sun"
QString alternatives(const QList<QByteArray> &names)
{
    QString text = QString::fromUtf8(names.constFirst());
    for (qsizetype i = 1; i < names.size(); ++i) {
        text += i + 1 == names.size() ? QStringLiteral(" or ") : QStringLiteral(", ");
        text += QString::fromUtf8(names.at(i));
    }
    return text;
}

} // namespace

QList<QByteArray> nearestNames(QByteArrayView name, std::span<const QByteArray> names)
{
    const QByteArray wanted = name.toByteArray().toLower();
    const qsizetype bound = std::max<qsizetype>(1, wanted.size() / 3);
    std::vector<Candidate> candidates;
    for (const QByteArray &known : names) {
        // The lengths alone rule most names out, and cost nothing.
        if (std::abs(known.size() - wanted.size()) > bound)
            continue;
        const qsizetype distance = editDistance(wanted, known.toLower());
        if (distance <= bound)
            candidates.push_back({distance, known});
    }
    std::sort(candidates.begin(), candidates.end());
    std::erase_if(candidates, [nearest = candidates.empty() ? 0 : candidates.front().distance](
                                  const Candidate &other) { return other.distance > nearest; });
    candidates.resize(std::min(candidates.size(), maxSuggestions), {});
    QList<QByteArray> nearest;
    for (const Candidate &candidate : candidates)
        nearest.append(candidate.name);
    return nearest;
}

Error noSuchProcedure(QByteArrayView name, std::span<const QByteArray> names)
{
    const QString text = QString::fromUtf8(name);
    const QList<QByteArray> nearest = nearestNames(name, names);
    QVariantMap details = {{QStringLiteral("name"), text}};
    QString message = QStringLiteral("There is no procedure %1.").arg(text);
    if (!nearest.isEmpty()) {
        QStringList texts;
        for (const QByteArray &known : nearest)
            texts.append(QString::fromUtf8(known));
        details.insert(QStringLiteral("nearest"), texts);
        message = QStringLiteral("There is no procedure %1; did you mean %2?")
                      .arg(text, alternatives(nearest));
    }
    return {ErrorCode::NoSuchProcedure, message, details};
}

} // namespace Amp
