// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/models/feedmodel.h"
#include "monitor/proxies/filterquery.h"

namespace Amp {

// What a RowProxy needs to know about the rows of a model beyond their cells.
class RowSource
{
public:
    virtual ~RowSource() = default;

    virtual FeedModel &model() const = 0;
    virtual quint64 idAt(int row) const = 0;
    virtual int rowOf(quint64 id) const = 0; // -1: there is no such row

    virtual const FilterQuery::Vocabulary &vocabulary() const = 0;
    virtual QVariant field(int row, int field) const = 0;
    // Bit 1 << segment for each segment that the row belongs to. Segment 0 has every row.
    virtual quint32 segmentsOf(int row) const = 0;
    // Whether the row's fields still change with time.
    virtual bool isLive(int row) const = 0;
};

} // namespace Amp
