// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <optional>

#include <QWidget>

#include "core/stats/feed.h"
#include "monitor/charts/timeaxis.h"
#include "monitor/charts/valuescale.h"
#include "monitor/theme.h"

namespace Amp {

// How long the calls of one procedure took: eight bars an octave over logarithmic time, with the
// percentiles. The mouse, or Left and Right, shows what one bar counts.
class HistogramView : public QWidget
{
    Q_OBJECT

public:
    enum class Measure { Total, Waiting, Running };

    explicit HistogramView(QWidget *parent = nullptr);

    void setProcedure(const Feed::ProcedureRow &procedure);
    void setMeasure(Measure measure);
    Measure measure() const { return m_measure; }
    // "875 ms to 938 ms: 2,989 calls, 8.1 %"; empty when there is no such bar.
    QString barText(int bar) const;
    // All three histograms of a procedure, with a header line; bounds are microseconds.
    static QString csv(const Feed::ProcedureRow &procedure);
    std::optional<int> barAt(const QPointF &point) const;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    struct Times // microseconds
    {
        double low = 0;
        double high = 0;
    };

    const std::vector<quint64> &counts() const;
    const Feed::Percentiles &percentiles() const;
    QString title() const;
    void findTimes();
    void setBar(std::optional<int> bar);
    QRectF plot() const;
    double x(double duration) const;
    QRectF barRect(int bar, const ValueScale &values) const;
    ValueScale values() const;
    void paintGrid(QPainter &painter, const Theme &theme, const ValueScale &values) const;
    void paintBars(QPainter &painter, const Theme &theme, const ValueScale &values) const;
    void paintPercentiles(QPainter &painter, const Theme &theme) const;
    void paintBarChip(QPainter &painter, const Theme &theme, const ValueScale &values) const;

    Feed::ProcedureRow m_procedure;
    Measure m_measure = Measure::Total;
    Times m_times;
    std::optional<int> m_bar;
};

} // namespace Amp
