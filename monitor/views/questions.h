// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QObject>
#include <QPointer>

#include "monitor/views/popover.h"
#include "monitor/views/table.h"

namespace Amp {

// Asks before something is done to a server, and says what it hits. What was confirmed is told by
// signals, with ids: the rows may have moved meanwhile.
class Questions : public QObject
{
    Q_OBJECT

public:
    explicit Questions(const Models &models, QObject *parent = nullptr);

    // Whether anything can be sent at all. Otherwise the reason is a sentence.
    void setAllowed(bool isAllowed, const QString &reason = {});
    bool isAllowed() const { return m_reason.isEmpty(); }
    QString reason() const { return m_reason; }

    // Target is what the question is about, in the coordinates of near.
    void askCancel(quint64 call, QWidget *near, const QRect &target);
    void askKill(quint32 worker, QWidget *near, const QRect &target);
    void askRestart(quint32 worker, QWidget *near, const QRect &target);
    void startNow(quint32 worker); // harmless: not asked

    // What would be asked.
    Popover::Question cancelQuestion(quint64 call) const;
    Popover::Question killQuestion(quint32 worker) const;
    Popover::Question restartQuestion(quint32 worker) const;

Q_SIGNALS:
    void allowedChanged();
    void cancelRequested(quint64 call);
    void killRequested(quint32 worker);
    void restartRequested(quint32 worker); // also of a worker in back-off, which starts now

private:
    Popover *ask(const Popover::Question &question, QWidget *near, const QRect &target);
    QString callText(const Feed::CallRow &call) const;

    const Models m_models;
    QString m_reason;
    QPointer<Popover> m_popover;
};

} // namespace Amp
