// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "monitor/views/detail.h"

#include "monitor/numbers.h"
#include "monitor/views/calldetail.h"
#include "monitor/views/workerdetail.h"

namespace Amp {

namespace {

// Gives the texts a context for translators.
struct DetailText
{
    Q_DECLARE_TR_FUNCTIONS(Detail)
};

std::optional<Detail> describeProcedure(const Models &models, const QString &name)
{
    const int at = models.procedures.rowOf(name);
    if (at < 0)
        return {};
    const Feed::ProcedureRow &procedure = models.procedures.row(at);
    const Feed::Percentiles &times = models.procedures.percentiles(at);
    Detail detail;
    detail.kind = DetailText::tr("Procedure");
    detail.title = procedure.name;
    detail.state = {DetailText::tr("%1 calls, %2/s")
                        .arg(Numbers::grouped(procedure.calls), Numbers::rate(procedure.perSecond)),
                    Tone::Secondary};
    detail.line = procedure.signature;
    detail.hasHistogram = true;
    const std::pair<QString, quint64> percentiles[] = {{QStringLiteral("p50"), times.p50},
                                                       {QStringLiteral("p95"), times.p95},
                                                       {QStringLiteral("p99"), times.p99},
                                                       {DetailText::tr("max"), times.max}};
    for (const auto &[label, value] : percentiles) {
        const Numbers::Measured measured = Numbers::measured(qint64(value));
        detail.figures.push_back(procedure.calls
                                     ? Detail::Figure{label, measured.figure, measured.unit}
                                     : Detail::Figure{label, QStringLiteral("–"), {}});
    }
    detail.figures.push_back({DetailText::tr("failed"),
                              Numbers::percent(procedure.failed, procedure.calls),
                              QStringLiteral("%")});
    detail.actions = {Detail::Action::ShowCalls, Detail::Action::ExportHistogram};
    return detail;
}

std::optional<Detail> describeClient(const Models &models, quint64 id)
{
    const int at = models.clients.rowOf(id);
    if (at < 0)
        return {};
    const Feed::ClientRow &client = models.clients.row(at);
    Detail detail;
    detail.kind = DetailText::tr("Client");
    detail.title = client.program;
    detail.state = {DetailText::tr("%1 in flight").arg(Numbers::grouped(client.inFlight)),
                    Tone::Secondary};
    detail.fields = {
        {DetailText::tr("Address"), client.address,
         client.pid ? DetailText::tr("pid %1").arg(client.pid) : QString()},
        {DetailText::tr("Identity"),
         client.identity.isEmpty() ? DetailText::tr("none") : client.identity,
         {}},
        {DetailText::tr("Connected"), Numbers::timeOfDayInSeconds(client.connectedAt),
         DetailText::tr("%1 ago").arg(Numbers::growing(models.view.now() - client.connectedAt))},
        {DetailText::tr("Calls"), Numbers::grouped(client.calls),
         DetailText::tr("%1/s").arg(Numbers::rate(client.callsPerSecond))},
        {DetailText::tr("Failed"),
         DetailText::tr("%1 %").arg(Numbers::percent(client.failed, client.calls)),
         DetailText::tr("%1 calls").arg(Numbers::grouped(client.failed))},
        {DetailText::tr("Traffic"),
         DetailText::tr("in %1").arg(Numbers::bytesPerSecond(client.bytesInPerSecond)),
         DetailText::tr("out %1").arg(Numbers::bytesPerSecond(client.bytesOutPerSecond))},
        {DetailText::tr("Buffer"), Numbers::bytes(client.bufferBytes),
         DetailText::tr("results it has not read")}};
    detail.actions = {Detail::Action::ShowCalls};
    return detail;
}

} // namespace

std::optional<Detail> describe(const Models &models, const ViewState::Selection &selection)
{
    switch (selection.kind) {
    case ViewState::Kind::Nothing:
        return {};
    case ViewState::Kind::Call:
        return describeCall(models, selection.id);
    case ViewState::Kind::Worker:
        return describeWorker(models, quint32(selection.id));
    case ViewState::Kind::Procedure:
        return describeProcedure(models, selection.name);
    case ViewState::Kind::Client:
        return describeClient(models, selection.id);
    }
    return {};
}

} // namespace Amp
