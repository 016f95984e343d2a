// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "monitor/window/operations.h"

#include "monitor/numbers.h"
#include "monitor/views/pendingactions.h"
#include "monitor/views/questions.h"
#include "monitor/window/resizepopover.h"

namespace Amp {

namespace {

QRect areaOf(const QWidget *button, const QWidget *window)
{
    return {button->mapTo(window, QPoint()), button->size()};
}

} // namespace

Operations::Operations(const Models &models, Questions &questions, QWidget *window)
    : QObject(window)
    , m_models(models)
    , m_window(window)
{
    connect(&questions, &Questions::cancelRequested, this, &Operations::cancel);
    connect(&questions, &Questions::killRequested, this, [this](quint32 worker) {
        endWorker("kill-worker", worker, tr("%1 was killed.").arg(Numbers::workerName(worker)));
    });
    connect(&questions, &Questions::restartRequested, this, [this](quint32 worker) {
        endWorker("restart-worker", worker,
                  tr("%1 is restarted.").arg(Numbers::workerName(worker)));
    });
}

void Operations::setSource(Source *source)
{
    m_source = source;
    m_models.pending.clear();
}

void Operations::send(const QByteArray &verb, const QVariantList &arguments, const QString &done,
                      std::function<void()> after)
{
    if (!m_source)
        return;
    const auto answered = [self = QPointer(this), done,
                           after = std::move(after)](const Result<QVariant> &result) {
        if (!self)
            return;
        if (after)
            after();
        Q_EMIT self->said(result ? done : result.error().message(), !result);
    };
    m_source->command(verb, arguments, answered);
}

void Operations::cancel(quint64 call)
{
    m_models.pending.begin(ViewState::Kind::Call, call);
    send("cancel", {QVariant(call)}, tr("Call %1 was cancelled.").arg(Numbers::grouped(call)),
         [this, call] { m_models.pending.end(ViewState::Kind::Call, call); });
}

void Operations::endWorker(const QByteArray &verb, quint32 worker, const QString &done)
{
    m_models.pending.begin(ViewState::Kind::Worker, worker);
    send(verb, {QVariant(worker)}, done,
         [this, worker] { m_models.pending.end(ViewState::Kind::Worker, worker); });
}

void Operations::setQueuePaused(bool paused)
{
    send(paused ? "pause" : "resume", {},
         paused ? tr("The queue is paused: calls are taken, and none is handed to a worker.")
                : tr("The queue goes on."));
}

void Operations::drain(QWidget *button)
{
    const Feed::Summary &now = m_models.server.summary();
    Popover::Question question;
    question.title = tr("Drain: the server takes no more calls, then ends");
    question.text = tr("%1 running and %2 queued calls come to their end first. %3 clients lose "
                       "their connection.")
                        .arg(Numbers::grouped(now.running), Numbers::grouped(now.queued),
                             Numbers::grouped(now.clients));
    question.keep = tr("Keep it running");
    question.act = tr("Drain");
    ask(question, button, [this] { send("drain", {}, tr("The server drains.")); });
}

void Operations::reload(QWidget *button)
{
    Popover::Question question;
    question.title = tr("Reload includes: every worker is restarted");
    question.text = tr("Each of the %1 workers finishes its call first. If a new one cannot start, "
                       "the old ones stay.")
                        .arg(m_models.server.summary().workers);
    question.keep = tr("Keep as it is");
    question.act = tr("Reload");
    question.isDangerous = false;
    ask(question, button, [this] { send("reload", {}, tr("The includes were reloaded.")); });
}

void Operations::resize(QWidget *button)
{
    auto *popover = new ResizePopover(m_models.server.pools(), m_window);
    connect(popover, &ResizePopover::accepted, this, [this](const QString &pool, int workers) {
        send("workers", {pool, workers},
             tr("Pool %1 is kept at %2 workers.").arg(pool).arg(workers));
    });
    popover->showBelow(areaOf(button, m_window));
}

void Operations::ask(const Popover::Question &question, QWidget *button, std::function<void()> act)
{
    delete m_popover;
    m_popover = new Popover(question, areaOf(button, m_window), m_window);
    connect(m_popover, &Popover::accepted, this, [act = std::move(act)] { act(); });
}

} // namespace Amp
