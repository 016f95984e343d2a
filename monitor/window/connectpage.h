// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <vector>

#include <QWidget>

#include "monitor/window/recentservers.h"

class QLabel;
class QLineEdit;
class QVBoxLayout;

namespace Amp {

class FlatButton;
class RecentList;

// What is seen before there is a server: an address to connect to, the servers of earlier days, and
// the demo.
class ConnectPage : public QWidget
{
    Q_OBJECT

public:
    explicit ConnectPage(QWidget *parent = nullptr);

    void setServers(std::vector<RecentServer> servers);
    // Why the last attempt did not succeed; empty: nothing has failed.
    void setError(const QString &sentence);
    void setConnecting(bool connecting);

Q_SIGNALS:
    void connectRequested(const QString &address);
    void demoRequested();

protected:
    void paintEvent(QPaintEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    QWidget *makeHead();
    QWidget *makeAddressLine();
    QWidget *makeDemo();
    QWidget *makeCommand();
    QLabel *makeLabel(const QString &text, bool isTitle);
    void requestConnection();
    void dress();

    QWidget *m_card;
    QLineEdit *m_address = nullptr;
    FlatButton *m_connect = nullptr;
    QLabel *m_hint = nullptr;
    QLabel *m_recentTitle = nullptr;
    RecentList *m_recent;
    std::vector<QLabel *> m_faint; // labels in the secondary colour
    bool m_hasError = false;
};

} // namespace Amp
