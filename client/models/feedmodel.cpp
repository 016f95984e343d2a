// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "client/models/feedmodel.h"

#include <algorithm>

#include <QtCore/qalgorithms.h>

namespace Amp {

QVariant FeedModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    switch (role) {
    case Qt::DisplayRole:
        return display(index.row(), index.column());
    case RawRole:
        return raw(index.row(), index.column());
    case IdRole:
        return id(index.row());
    default:
        return {};
    }
}

QVariant FeedModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Horizontal && role == Qt::DisplayRole && section < columnCount())
        return title(section);
    return {};
}

QHash<int, QByteArray> FeedModel::roleNames() const
{
    return {{Qt::DisplayRole, "display"}, {RawRole, "raw"}, {IdRole, "rowId"}};
}

void FeedModel::tellChanges(std::vector<Change> &changes)
{
    std::sort(changes.begin(), changes.end(),
              [](const Change &left, const Change &right) { return left.row < right.row; });
    for (size_t i = 0; i < changes.size();) {
        const int first = changes[i].row;
        int last = first;
        quint32 columns = 0;
        for (; i < changes.size() && changes[i].row <= last + 1; ++i) {
            last = changes[i].row;
            columns |= changes[i].columns;
        }
        tellChange(first, last, columns);
    }
}

// A proxy sorts anew when its column is in the range: columns between changed ones are left out.
void FeedModel::tellChange(int first, int last, quint32 columns)
{
    while (columns) {
        const int from = int(qCountTrailingZeroBits(columns));
        const int to = from + int(qCountTrailingZeroBits(~(columns >> from)));
        Q_EMIT dataChanged(index(first, from), index(last, to - 1));
        columns &= to < 32 ? ~quint32(0) << to : 0;
    }
}

} // namespace Amp
