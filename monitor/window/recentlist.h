// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <vector>

#include <QWidget>

#include "monitor/window/recentservers.h"

namespace Amp {

// The servers of earlier days, a line each: name, address, rights, and when. Up and Down choose,
// Enter or a click connects.
class RecentList : public QWidget
{
    Q_OBJECT

public:
    explicit RecentList(QWidget *parent = nullptr);

    void setServers(std::vector<RecentServer> servers);
    bool isEmpty() const { return m_servers.empty(); }
    QSize sizeHint() const override;

Q_SIGNALS:
    void chosen(const QString &address);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void paintRow(QPainter &painter, int row) const;
    QString dayOf(const QDateTime &time) const;

    std::vector<RecentServer> m_servers;
    int m_current = 0;
};

} // namespace Amp
