// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QScrollBar>

namespace Amp {

// A scroll bar without a trough and without arrows: a handle that says where and how much.
class ThinScrollBar : public QScrollBar
{
    Q_OBJECT

public:
    static constexpr int thickness = 14;

    using QScrollBar::QScrollBar;

    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
};

} // namespace Amp
