// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QPointer>
#include <QWidget>

#include "monitor/icons.h"

namespace Amp {

class FlatButton;

// A question beside what it is about. The safe answer has the focus; Esc and a click elsewhere give
// it, too. It closes itself, and gives the focus back.
class Popover : public QWidget
{
    Q_OBJECT

public:
    struct Question
    {
        QString title; // says what will happen: "Kill w07: its running call fails"
        QString text;
        QString keep; // the safe answer: "Keep it running"
        QString act;  // "Kill w07"
        bool isDangerous = true;
    };

    // Shown at once, inside the window, pointing at target (in the window's coordinates).
    Popover(const Question &question, const QRect &target, QWidget *window);

Q_SIGNALS:
    void accepted();
    void rejected();

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;
    bool focusNextPrevChild(bool next) override;

private:
    void moveBeside(const QRect &target);
    void close(bool isAccepted);
    QRect card() const;

    const Question m_question;
    QPointer<QWidget> m_focusBefore;
    FlatButton *m_keep;
    FlatButton *m_act;
    int m_pointerX = 0;
    bool m_pointsUp = false;
};

} // namespace Amp
