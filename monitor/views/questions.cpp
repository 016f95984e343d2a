// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "monitor/views/questions.h"

#include "monitor/numbers.h"

namespace Amp {

Questions::Questions(const Models &models, QObject *parent)
    : QObject(parent)
    , m_models(models)
{}

void Questions::setAllowed(bool isAllowed, const QString &reason)
{
    const QString now = isAllowed ? QString() : reason;
    if (now == m_reason)
        return;
    m_reason = now;
    Q_EMIT allowedChanged();
}

Popover *Questions::ask(const Popover::Question &question, QWidget *near, const QRect &target)
{
    delete m_popover;
    QWidget *window = near->window();
    m_popover =
        new Popover(question, QRect(near->mapTo(window, target.topLeft()), target.size()), window);
    return m_popover;
}

void Questions::askCancel(quint64 call, QWidget *near, const QRect &target)
{
    if (isAllowed())
        connect(ask(cancelQuestion(call), near, target), &Popover::accepted, this,
                [this, call] { Q_EMIT cancelRequested(call); });
}

void Questions::askKill(quint32 worker, QWidget *near, const QRect &target)
{
    if (isAllowed())
        connect(ask(killQuestion(worker), near, target), &Popover::accepted, this,
                [this, worker] { Q_EMIT killRequested(worker); });
}

void Questions::askRestart(quint32 worker, QWidget *near, const QRect &target)
{
    if (isAllowed())
        connect(ask(restartQuestion(worker), near, target), &Popover::accepted, this,
                [this, worker] { Q_EMIT restartRequested(worker); });
}

void Questions::startNow(quint32 worker)
{
    if (isAllowed())
        Q_EMIT restartRequested(worker);
}

// "71,937,054 Video::transcode, running 3 min 12 s, from backoffice".
QString Questions::callText(const Feed::CallRow &call) const
{
    const QString running =
        call.startedAt
            ? tr(", running %1").arg(Numbers::growing(m_models.view.now() - call.startedAt))
            : tr(", not started");
    return tr("%1 %2%3, from %4")
        .arg(Numbers::grouped(call.id), call.procedure, running, call.client);
}

Popover::Question Questions::cancelQuestion(quint64 call) const
{
    const int at = m_models.calls.rowOf(call);
    const bool isRunning = at >= 0 && m_models.calls.row(at).startedAt != 0;
    Popover::Question question;
    question.title = tr("Cancel call %1: its caller is told so").arg(Numbers::grouped(call));
    if (at >= 0)
        question.text = callText(m_models.calls.row(at)) + tr(", ends as Cancelled.");
    if (isRunning)
        question.text += tr(" A procedure that does not look for it runs on until its worker is "
                            "killed.");
    question.keep = isRunning ? tr("Keep it running") : tr("Keep it");
    question.act = tr("Cancel call");
    return question;
}

Popover::Question Questions::killQuestion(quint32 worker) const
{
    const QString name = Numbers::workerName(worker);
    const auto row = m_models.server.workers().find(worker);
    const quint64 serial = row == m_models.server.workers().end() ? 0 : row->second.call;
    const int at = serial ? m_models.calls.rowOf(serial) : -1;
    Popover::Question question;
    question.title = serial ? tr("Kill %1: its running call fails").arg(name)
                            : tr("Kill %1: it runs no call").arg(name);
    if (at >= 0 && m_models.calls.row(at).idempotent) {
        question.title = tr("Kill %1: its running call starts anew").arg(name);
        question.text = callText(m_models.calls.row(at)) +
                        tr(", is idempotent and runs again elsewhere.") + u'\n';
    } else if (at >= 0) {
        question.text = callText(m_models.calls.row(at)) + tr(", ends as WorkerCrashed.") + u'\n';
    }
    question.text += tr("A new %1 starts at once.").arg(name);
    question.keep = serial ? tr("Keep it running") : tr("Keep it");
    question.act = tr("Kill %1").arg(name);
    return question;
}

Popover::Question Questions::restartQuestion(quint32 worker) const
{
    const QString name = Numbers::workerName(worker);
    return {
        tr("Restart %1: its running call ends first").arg(name),
        tr("It takes no further call. A new %1 starts when the present one has ended.").arg(name),
        tr("Leave it"), tr("Restart %1").arg(name), false};
}

} // namespace Amp
