// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "monitor/views/clienttable.h"

#include "monitor/numbers.h"

namespace Amp {

namespace {

using ClientColumn = ClientModel::Column;

// In the order of the vocabulary.
enum class ClientField {
    Client,
    Address,
    Identity,
    InFlight,
    Calls,
    Rate,
    Failed,
    In,
    Out,
    Buffer
};

FilterQuery::Vocabulary clientVocabulary()
{
    using Kind = FilterQuery::Kind;
    return {{{QStringLiteral("client"), Kind::Text, true},
             {QStringLiteral("address"), Kind::Text, true},
             {QStringLiteral("identity"), Kind::Text, true},
             {QStringLiteral("inflight"), Kind::Count},
             {QStringLiteral("calls"), Kind::Count},
             {QStringLiteral("rate"), Kind::Count},
             {QStringLiteral("failed"), Kind::Percent},
             {QStringLiteral("in"), Kind::Bytes},
             {QStringLiteral("out"), Kind::Bytes},
             {QStringLiteral("buffer"), Kind::Bytes}},
            {}};
}

std::vector<ColumnLook> clientColumns()
{
    using Layout = ColumnLook::Layout;
    return {{ClientTable::tr("Client"), {}, Layout::Left, 176, 140},
            {ClientTable::tr("Address"), {}, Layout::Left, 184, 160},
            {ClientTable::tr("Identity"), {}, Layout::Left, 144, 0},
            {ClientTable::tr("In flight"), {}, Layout::Right, 96, 84},
            {ClientTable::tr("Calls"), ClientTable::tr("/s"), Layout::Decimal, 104, 92},
            {ClientTable::tr("Failed"), QStringLiteral("%"), Layout::Decimal, 92, 88},
            {ClientTable::tr("In"), ClientTable::tr("KB/s"), Layout::Right, 96, 88},
            {ClientTable::tr("Out"), ClientTable::tr("KB/s"), Layout::Right, 96, 88},
            {ClientTable::tr("Buffer"), ClientTable::tr("KiB"), Layout::Right, 104, 92},
            {ClientTable::tr("Connected"), {}, Layout::Left, 160, 100}};
}

// One decimal below ten: idle clients send a few bytes.
QString kilo(double value)
{
    return value < 9.95 && value > 0 ? QString::number(value, 'f', 1)
                                     : Numbers::grouped(quint64(qRound64(value)));
}

} // namespace

ClientTable::ClientTable(const Models &models)
    : m_models(models)
    , m_columns(clientColumns())
    , m_vocabulary(clientVocabulary())
{}

QVariant ClientTable::field(int row, int field) const
{
    const Feed::ClientRow &client = m_models.clients.row(row);
    switch (ClientField(field)) {
    case ClientField::Client:
        return client.program;
    case ClientField::Address:
        return client.address;
    case ClientField::Identity:
        return client.identity;
    case ClientField::InFlight:
        return client.inFlight;
    case ClientField::Calls:
        return client.calls;
    case ClientField::Rate:
        return client.callsPerSecond;
    case ClientField::Failed:
        return client.calls ? 100.0 * double(client.failed) / double(client.calls) : 0;
    case ClientField::In:
        return client.bytesInPerSecond;
    case ClientField::Out:
        return client.bytesOutPerSecond;
    case ClientField::Buffer:
        return client.bufferBytes;
    }
    return {};
}

Table::Sorting ClientTable::sorting(int) const
{
    return {int(ClientColumn::Client), Qt::AscendingOrder};
}

ViewState::Selection ClientTable::selectionAt(int row) const
{
    return {ViewState::Kind::Client, idAt(row), {}};
}

quint64 ClientTable::idOf(const ViewState::Selection &selection) const
{
    return selection.kind == ViewState::Kind::Client ? selection.id : 0;
}

Cell ClientTable::cell(int row, int column, int) const
{
    const Feed::ClientRow &client = m_models.clients.row(row);
    switch (ClientColumn(column)) {
    case ClientColumn::Client:
        return {client.program};
    case ClientColumn::Address:
        return {client.address, Tone::Secondary};
    case ClientColumn::Identity:
        return {client.identity, Tone::Secondary};
    case ClientColumn::InFlight:
        return {Numbers::grouped(client.inFlight)};
    case ClientColumn::CallsPerSecond: {
        const double rate = client.callsPerSecond;
        return {rate < 999.5 ? QString::number(rate, 'f', rate < 99.95 ? 1 : 0)
                             : Numbers::grouped(quint64(qRound64(rate)))};
    }
    case ClientColumn::FailedShare:
        return {Numbers::percent(client.failed, client.calls)};
    case ClientColumn::BytesIn:
        return {kilo(client.bytesInPerSecond / 1000)};
    case ClientColumn::BytesOut:
        return {kilo(client.bytesOutPerSecond / 1000)};
    case ClientColumn::Buffer:
        return {kilo(double(client.bufferBytes) / 1024)};
    case ClientColumn::Connected:
        return {Numbers::timeOfDayInSeconds(client.connectedAt), Tone::Normal,
                Numbers::growing(m_models.view.now() - client.connectedAt)};
    }
    return {};
}

} // namespace Amp
