// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QWidget>

class QLabel;

namespace Amp {

class FlatButton;

// What a pane shows that has nothing to show: why, and what can be done about it.
class EmptyPane : public QWidget
{
    Q_OBJECT

public:
    explicit EmptyPane(QWidget *parent = nullptr);

    void setTexts(const QString &title, const QString &text);
    void setCommand(const QString &line); // to be copied; empty: none
    void setButton(const QString &text);  // empty: none

Q_SIGNALS:
    void buttonClicked();

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void applyTheme();

    QLabel *m_title;
    QLabel *m_text;
    QWidget *m_commandBox;
    QLabel *m_command;
    FlatButton *m_copy;
    FlatButton *m_button;
};

} // namespace Amp
