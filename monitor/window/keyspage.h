// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QFrame>

namespace Amp {

// The keys, in a card over the window. Any key or click closes it.
class KeysPage : public QFrame
{
    Q_OBJECT

public:
    static void showOver(QWidget *window);

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    explicit KeysPage(QWidget *window);
};

} // namespace Amp
