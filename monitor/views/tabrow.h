// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QTabBar>

namespace Amp {

// The tabs above the tables, each with the number of its rows.
class TabRow : public QTabBar
{
    Q_OBJECT

public:
    static constexpr int rowHeight = 36;

    explicit TabRow(QWidget *parent = nullptr);

    void setCount(int tab, int count);
    void setCompact(bool isCompact); // without counts

protected:
    QSize tabSizeHint(int tab) const override;
    QSize minimumTabSizeHint(int tab) const override { return tabSizeHint(tab); }
    void paintEvent(QPaintEvent *event) override;

private:
    bool showsCount(int tab) const;
    void paintTab(QPainter &painter, int tab) const;

    bool m_isCompact = false;
};

} // namespace Amp
