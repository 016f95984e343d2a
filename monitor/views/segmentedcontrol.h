// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QStringList>
#include <QWidget>

namespace Amp {

// One choice of a few, side by side, each with a count if it has one. Its width does not change
// with the choice.
class SegmentedControl : public QWidget
{
    Q_OBJECT

public:
    static constexpr int height = 24;

    explicit SegmentedControl(QWidget *parent = nullptr);

    void setSegments(const QStringList &titles);
    void setCount(int segment, int count); // -1: none is shown
    void setChosen(int segment);
    int chosen() const { return m_chosen; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

Q_SIGNALS:
    void chosenChanged(int segment); // by the user

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void choose(int segment);
    int widthOf(int segment) const;
    QRect rectOf(int segment) const;
    void paintSegment(QPainter &painter, int segment) const;

    struct Segment
    {
        QString title;
        int count = -1;
        int digits = 0; // the most that were shown
    };
    QList<Segment> m_segments;
    int m_chosen = 0;
};

} // namespace Amp
