// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QWidget>

class QSplitter;
class QStackedWidget;

namespace Amp {

class SegmentedControl;

// Charts and detail: side by side, or, where the window is narrow, one of them at a time under a
// switch.
class SideColumn : public QWidget
{
    Q_OBJECT

public:
    SideColumn(QWidget *charts, QWidget *detail, QWidget *parent = nullptr);

    void setNarrow(bool isNarrow);
    void showDetail(); // where only one of them is seen

    QByteArray saveState() const;
    void restoreState(const QByteArray &state);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void place();

    QWidget *m_charts;
    QWidget *m_detail;
    QSplitter *m_splitter;
    SegmentedControl *m_switch;
    bool m_isNarrow = false;
};

} // namespace Amp
