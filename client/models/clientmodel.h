// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <Amp/detail/KeyedModel>

namespace Amp {

// The clients that are connected to a server.
class AMP_CLIENT_EXPORT ClientModel : public KeyedModel<quint64, Feed::ClientRow>
{
    Q_OBJECT

public:
    enum class Column {
        Client, // what it calls itself
        Address,
        Identity,
        InFlight,
        CallsPerSecond,
        FailedShare, // percent
        BytesIn,     // KB/s
        BytesOut,    // KB/s
        Buffer,      // KiB of results that it has not read
        Connected    // local time
    };
    Q_ENUM(Column)

    using KeyedModel::KeyedModel;

    void apply(const Feed::Update &update) override;
    void clear() override;
    int columnCount(const QModelIndex &parent = {}) const override;

private:
    quint64 idOf(const Feed::ClientRow &row) const override { return row.id; }
    quint32 changedColumns(const Feed::ClientRow &before,
                           const Feed::ClientRow &after) const override;
    QVariant display(int row, int column) const override;
    QVariant raw(int row, int column) const override;
    QVariant id(int row) const override;
    QString title(int column) const override;

    quint64 m_epoch = 0;
};

} // namespace Amp
