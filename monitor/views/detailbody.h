// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QWidget>

#include "monitor/views/detail.h"

namespace Amp {

class HistogramView;

// Lays out and paints a Detail, as high as it is.
class DetailBody : public QWidget
{
    Q_OBJECT

public:
    static constexpr int padding = 16;

    explicit DetailBody(QWidget *parent = nullptr);

    void setDetail(const Detail &detail);
    void setStale(bool isStale);
    void setShowsBox(bool shows); // not in low panes
    HistogramView &histogram() { return *m_histogram; }

    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize sizeHint() const override { return {384, heightForWidth(384)}; }
    QSize minimumSizeHint() const override { return {200, heightForWidth(width())}; }

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    // Goes through the blocks from top to bottom; paints them where there is a painter.
    int layOut(QPainter *painter, int width) const;
    int head(QPainter *painter, int width) const;
    int message(QPainter *painter, int y, int width) const;
    int gauge(QPainter *painter, int y, int width) const;
    int fields(QPainter *painter, int y, int width) const;
    int figures(QPainter *painter, int y, int width) const;
    int box(QPainter *painter, int y, int width) const;
    void paintField(QPainter &painter, int y, int width, const Detail::Field &field) const;
    int headHeight() const;
    Theme theme() const;

    Detail m_detail;
    HistogramView *m_histogram;
    bool m_isStale = false;
    bool m_showsBox = true;
};

} // namespace Amp
