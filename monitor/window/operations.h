// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <functional>

#include <QObject>
#include <QPointer>

#include "monitor/sources/source.h"
#include "monitor/views/popover.h"
#include "monitor/views/table.h"

namespace Amp {

class Questions;

// Does to the server what the user has confirmed: sends it, shows it as pending until the answer
// has come, and says the answer.
class Operations : public QObject
{
    Q_OBJECT

public:
    Operations(const Models &models, Questions &questions, QWidget *window);

    // Null: none. What is pending then is forgotten.
    void setSource(Source *source);

    // Asks beside the button, and does it.
    void drain(QWidget *button);
    void reload(QWidget *button);
    void resize(QWidget *button);
    void setQueuePaused(bool paused); // can be undone at once: not asked

Q_SIGNALS:
    void said(const QString &sentence, bool isError);

private:
    void cancel(quint64 call);
    void endWorker(const QByteArray &verb, quint32 worker, const QString &done);
    void send(const QByteArray &verb, const QVariantList &arguments, const QString &done,
              std::function<void()> after = {});
    void ask(const Popover::Question &question, QWidget *button, std::function<void()> act);

    const Models m_models;
    QWidget *m_window;
    QPointer<Source> m_source;
    QPointer<Popover> m_popover;
};

} // namespace Amp
