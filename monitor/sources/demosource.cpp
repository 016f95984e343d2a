// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "monitor/sources/demosource.h"

#include <QDateTime>

#include "core/stats/feedcodec.h"
#include "monitor/timeunits.h"

namespace Amp {

using namespace std::chrono_literals;

namespace {

Result<QVariant> doneIf(bool found)
{
    if (found)
        return QVariant();
    return {ErrorCode::BadArguments, DemoSource::tr("There is none with this number any more.")};
}

} // namespace

DemoSource::DemoSource(DemoLoad::Scenario scenario, quint64 seed, QObject *parent)
    : Source(parent)
    , m_load(scenario, seed, localNow())
{
    m_timer.setInterval(100ms);
    m_timer.callOnTimeout(this, [this] { tell(m_load.advance(localNow())); });
}

void DemoSource::start()
{
    setState(State::Live);
    tell(m_load.snapshot());
    m_timer.start();
}

QString DemoSource::name() const
{
    return tr("Demo");
}

void DemoSource::tell(Feed::Update update)
{
    update.mayOperate = m_mayOperate;
    QByteArray asOnTheWire;
    Feed::writeSections(asOnTheWire, update);
    countBytes(asOnTheWire.size());
    Q_EMIT updated(update);
}

void DemoSource::command(const QByteArray &verb, const QVariantList &arguments, Answer answer)
{
    const Result<QVariant> result = run(verb, arguments);
    QMetaObject::invokeMethod(
        this, [answer = std::move(answer), result] { answer(result); }, Qt::QueuedConnection);
}

Result<QVariant> DemoSource::run(const QByteArray &verb, const QVariantList &arguments)
{
    const quint64 id = arguments.isEmpty() ? 0 : arguments.first().toULongLong();
    if (verb == "cancel")
        return doneIf(m_load.cancelCall(id));
    if (verb == "kill-worker")
        return doneIf(m_load.killWorker(quint32(id)));
    if (verb == "restart-worker")
        return doneIf(m_load.restartWorker(quint32(id)));
    if (verb == "pause" || verb == "resume") {
        m_load.setPaused(verb == "pause");
        return QVariant();
    }
    return {ErrorCode::NotPermitted, tr("The demo cannot do this; a real server can.")};
}

} // namespace Amp
