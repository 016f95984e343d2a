// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QMenu>
#include <QWidget>

#include "monitor/sources/source.h"
#include "monitor/window/flatbutton.h"

class QHBoxLayout;

namespace Amp {

class FilterField;
class ViewState;

// The bar on top: which server, what is shown of it, and what may be done to it.
class ToolBar : public QWidget
{
    Q_OBJECT

public:
    explicit ToolBar(ViewState &view, QWidget *parent = nullptr);

    // Null: no server is shown.
    void showSource(const Source *source, bool mayOperate);
    void setPaused(bool paused); // the view
    void setCompact(bool compact);
    void setQueuePaused(bool paused); // of the server

    FilterField &filter() { return *m_filter; }
    QMenu &serverMenu() { return m_servers; }
    FlatButton &queueButton() { return *m_queue; }
    FlatButton &poolButton() { return *m_pool; }
    void openServerMenu();
    void openMainMenu();
    QMenu &mainMenu() { return m_main; }

Q_SIGNALS:
    void pauseToggled(bool paused);
    void queuePauseRequested(bool paused);
    void drainRequested();
    void resizeRequested();
    void reloadRequested();

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void makeMenus(ViewState &view);
    void showState(const Source *source);
    void setSpanText(qint64 span);

    QMenu m_servers;
    QMenu m_ranges;
    QMenu m_queueMenu;
    QMenu m_poolMenu;
    QMenu m_main;
    QAction *m_pauseQueue = nullptr;
    QHBoxLayout *m_layout = nullptr;
    FlatButton *m_server;
    FlatButton *m_pause;
    FlatButton *m_range;
    FilterField *m_filter;
    FlatButton *m_queue;
    FlatButton *m_pool;
    FlatButton *m_rights;
    FlatButton *m_menu;
    bool m_queueIsPaused = false;
};

} // namespace Amp
