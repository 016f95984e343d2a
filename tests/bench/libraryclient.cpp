// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "tests/bench/libraryclient.h"

#include <limits>

#include <QtEndian>

#include "tests/bench/echopayload.h"

namespace Amp::Bench {

namespace {

Result<Done> check(const CallResult &result, const QByteArray &expected)
{
    if (!result.succeeded())
        return result.error();
    const bool isBytes = result.value().metaType() == QMetaType::fromType<QByteArray>();
    if (!isBytes || !areSame(result.value<QByteArray>(), expected))
        return {
            ErrorCode::ProtocolError,
            QStringLiteral("Call %1 did not get its payload back.").arg(quint64(result.callId()))};
    return Done();
}

} // namespace

LibraryClient::LibraryClient(const LoadOptions &options, int depth, Measurement &measurement,
                             Told told)
    : m_options(options)
    , m_measurement(measurement)
    , m_told(std::move(told))
    , m_places(std::size_t(depth), Place{makePayload(options.payloadBytes), {}})
{
    m_dispatcher.setReconnect(false);
    m_dispatcher.setLineLimits(depth, std::numeric_limits<qsizetype>::max());
}

Result<Done> LibraryClient::connect()
{
    const QString address = QStringLiteral("127.0.0.1:%1").arg(m_options.port);
    m_dispatcher.connectToServer(address);
    if (m_dispatcher.waitForConnected())
        return Done();
    return {ErrorCode::NotConnected,
            QStringLiteral("Connecting failed: there is no AMP server at %1.").arg(address)};
}

void LibraryClient::start()
{
    const auto now = Clock::now();
    for (Place &place : m_places)
        call(place, now);
}

// Nobody else holds the payload when its call has ended, so that it is written in place.
void LibraryClient::call(Place &place, Clock::time_point now)
{
    ++m_inFlight;
    qToBigEndian(++m_lastNumber, place.payload.data());
    place.calledAt = now;
    m_dispatcher.call(
        &m_dispatcher, [this, &place](const CallResult &result) { onResult(place, result); },
        "echo", place.payload);
}

void LibraryClient::onResult(Place &place, const CallResult &result)
{
    const auto now = Clock::now();
    --m_inFlight;
    m_measurement.addCall(now - place.calledAt);
    const Result<Done> checked = check(result, place.payload);
    if (checked && !m_isStopping)
        call(place, now);
    m_told(checked);
}

} // namespace Amp::Bench
