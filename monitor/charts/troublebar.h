// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <vector>

#include <QAbstractSlider>
#include <QColor>

namespace Amp {

// A narrow scroll bar that also shows where in the whole the troubles are.
class TroubleBar : public QAbstractSlider
{
    Q_OBJECT

public:
    static constexpr int thickness = 14;

    struct Mark
    {
        double place = 0; // 0 to 1 of the whole
        QColor color;
    };

    explicit TroubleBar(QWidget *parent);
    void setMarks(std::vector<Mark> marks);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;

private:
    QRectF handle() const;

    std::vector<Mark> m_marks;
    double m_grip = -1; // where in the handle the mouse holds it; below 0: it does not
};

} // namespace Amp
