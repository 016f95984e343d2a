// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "client/models/clientmodel.h"

#include "client/models/columnmask.h"
#include "client/models/plaintext.h"

namespace Amp {

namespace {

double failedShare(const Feed::ClientRow &row)
{
    return row.calls ? double(row.failed) / double(row.calls) : 0;
}

} // namespace

void ClientModel::apply(const Feed::Update &update)
{
    if (!(update.topics & Feed::bit(Feed::Topic::Clients)))
        return;
    if (update.isSnapshot && std::exchange(m_epoch, update.epoch) != update.epoch)
        removeAll(); // ids begin anew and mean other clients
    Ids leaving;
    Rows rows;
    for (const Feed::ClientRow &row : update.clients) {
        if (row.removed)
            leaving.push_back(row.id);
        else
            rows.push_back(&row);
    }
    merge(update.isSnapshot ? missingFrom(rows) : leaving, rows);
}

void ClientModel::clear()
{
    m_epoch = 0;
    KeyedModel::clear();
}

int ClientModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(Column::Connected) + 1;
}

quint32 ClientModel::changedColumns(const Feed::ClientRow &before,
                                    const Feed::ClientRow &after) const
{
    ColumnMask<Column> mask;
    mask.add(Column::Client, before.program != after.program || before.pid != after.pid)
        .add(Column::Address, before.address != after.address)
        .add(Column::Identity, before.identity != after.identity)
        .add(Column::InFlight, before.inFlight != after.inFlight)
        .add(Column::CallsPerSecond, before.callsPerSecond != after.callsPerSecond)
        .add(Column::FailedShare, before.calls != after.calls || before.failed != after.failed)
        .add(Column::BytesIn, before.bytesInPerSecond != after.bytesInPerSecond)
        .add(Column::BytesOut, before.bytesOutPerSecond != after.bytesOutPerSecond)
        .add(Column::Buffer, before.bufferBytes != after.bufferBytes)
        .add(Column::Connected, before.connectedAt != after.connectedAt);
    return mask.bits();
}

QVariant ClientModel::display(int row, int column) const
{
    const Feed::ClientRow &client = this->row(row);
    switch (Column(column)) {
    case Column::Client:
        return client.program;
    case Column::Address:
        return client.address;
    case Column::Identity:
        return client.identity;
    case Column::InFlight:
        return QString::number(client.inFlight);
    case Column::CallsPerSecond:
        return PlainText::number(client.callsPerSecond);
    case Column::FailedShare:
        return PlainText::percent(client.failed, client.calls);
    case Column::BytesIn:
        return PlainText::number(client.bytesInPerSecond / 1000);
    case Column::BytesOut:
        return PlainText::number(client.bytesOutPerSecond / 1000);
    case Column::Buffer:
        return QString::number(client.bufferBytes >> 10);
    case Column::Connected:
        return PlainText::timeOfDay(client.connectedAt);
    }
    return {};
}

QVariant ClientModel::raw(int row, int column) const
{
    const Feed::ClientRow &client = this->row(row);
    switch (Column(column)) {
    case Column::Client:
        return client.program;
    case Column::Address:
        return client.address;
    case Column::Identity:
        return client.identity;
    case Column::InFlight:
        return quint64(client.inFlight);
    case Column::CallsPerSecond:
        return client.callsPerSecond;
    case Column::FailedShare:
        return failedShare(client);
    case Column::BytesIn:
        return client.bytesInPerSecond;
    case Column::BytesOut:
        return client.bytesOutPerSecond;
    case Column::Buffer:
        return client.bufferBytes;
    case Column::Connected:
        return client.connectedAt;
    }
    return {};
}

QVariant ClientModel::id(int row) const
{
    return this->row(row).id;
}

QString ClientModel::title(int column) const
{
    switch (Column(column)) {
    case Column::Client:
        return tr("Client");
    case Column::Address:
        return tr("Address");
    case Column::Identity:
        return tr("Identity");
    case Column::InFlight:
        return tr("In flight");
    case Column::CallsPerSecond:
        return tr("Calls /s");
    case Column::FailedShare:
        return tr("Failed %");
    case Column::BytesIn:
        return tr("In KB/s");
    case Column::BytesOut:
        return tr("Out KB/s");
    case Column::Buffer:
        return tr("Buffer KiB");
    case Column::Connected:
        return tr("Connected");
    }
    return {};
}

} // namespace Amp
