// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <memory>

#include <QTimer>
#include <QWidget>

#include "monitor/sources/recorder.h"
#include "monitor/sources/source.h"
#include "monitor/views/pendingactions.h"
#include "monitor/views/questions.h"
#include "monitor/viewstate.h"
#include "monitor/window/serverdata.h"

class QSplitter;
class QStackedWidget;

namespace Amp {

class Banner;
class Charts;
class ConnectPage;
class DetailPane;
class Operations;
class SideColumn;
class StatusLine;
class TabArea;
class TileBar;
class Timeline;
class ToolBar;

// The window: it shows one source, and remembers its layout and the servers that it has shown.
class MainWindow : public QWidget
{
    Q_OBJECT

public:
    explicit MainWindow(QWidget *parent = nullptr);
    ~MainWindow() override;

    // Everything that was known of the source before is forgotten.
    void show(std::unique_ptr<Source> source);
    void connectTo(const QString &address);
    void startDemo();
    // Makes further live sources write what they receive to a file.
    void setRecordFile(const QString &file) { m_recordFile = file; }
    void replay(const QString &file);
    // Asks whether to end a worker, beside its lane.
    void askKill(quint32 worker);

    ViewState &view() { return m_view; }
    ServerData &data() { return m_data; }
    Source *source() { return m_source.get(); }
    using QWidget::show;

protected:
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void closeEvent(QCloseEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void makeLayout();
    void connectToolBar();
    void connectPanes();
    void makeShortcuts();
    void onUpdated(const Feed::Update &update);
    void onStateChanged();
    void onTick();
    void showSourceState();
    void showBanner();
    void onTabChanged();
    void showConnectPage();
    void fillServerMenu();
    void fillMainMenu();
    void setHeld(bool held);
    void onTileClicked(int tile);
    QString crashesIfTold() const;
    void remember();
    void setNarrow(bool narrow);
    void focusNextPane();
    void exportFile(const QString &suggestion, const QByteArray &bytes);
    void exportHistogram(const QString &procedure);
    void exportPicture();
    void followVisibility();
    void restoreLayout();
    void saveLayout() const;
    ViewState::Freshness freshness(qint64 age) const;

    ViewState m_view;
    ServerData m_data;
    PendingActions m_pending;
    const Models m_models;
    Questions m_questions;
    std::unique_ptr<Source> m_source;
    QString m_recordFile;
    std::unique_ptr<Recorder> m_recorder;
    qint64 m_updatedAt = 0; // local time of the last update
    bool m_isRemembered = false;
    QTimer m_clock;
    bool m_isNarrow = false;

    ToolBar *m_toolBar;
    Banner *m_banner;
    QStackedWidget *m_pages;
    ConnectPage *m_connectPage;
    TileBar *m_tiles;
    Timeline *m_timeline;
    Charts *m_charts;
    DetailPane *m_detail;
    SideColumn *m_side;
    TabArea *m_tabs;
    QSplitter *m_columns;
    QSplitter *m_rows;
    StatusLine *m_status;
    Operations *m_operations;
};

} // namespace Amp
