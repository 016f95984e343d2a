// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <vector>

#include <QFrame>

#include "core/stats/feed.h"

class QComboBox;
class QLabel;
class QSpinBox;

namespace Amp {

class FlatButton;

// Asks how many workers a pool is to have, and says what that does.
class ResizePopover : public QFrame
{
    Q_OBJECT

public:
    ResizePopover(std::vector<Feed::PoolRow> pools, QWidget *window);

    // Target in the coordinates of the window.
    void showBelow(const QRect &target);

Q_SIGNALS:
    void accepted(const QString &pool, int workers);

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    int wanted() const; // of the chosen pool, at present
    void showPool();
    void explain();
    void accept();

    const std::vector<Feed::PoolRow> m_pools;
    QComboBox *m_pool;
    QSpinBox *m_workers;
    QLabel *m_effect;
    FlatButton *m_act;
};

} // namespace Amp
