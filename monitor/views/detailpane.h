// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QHash>
#include <QWidget>

#include "monitor/views/detail.h"

class QHBoxLayout;
class QScrollArea;

namespace Amp {

class DetailBody;
class EmptyPane;
class FlatButton;
class Questions;

// What is known of the selected call, worker, procedure or client, and what can be done with it.
// What leaves the tables while it is selected stays here as it was last seen.
class DetailPane : public QWidget
{
    Q_OBJECT

public:
    DetailPane(const Models &models, Questions &questions, QWidget *parent = nullptr);

    void showDetail(); // after an update; the view state's changes are followed anyway
    QSize sizeHint() const override { return {384, 420}; }
    QSize minimumSizeHint() const override { return {260, 120}; }

Q_SIGNALS:
    void timelineWanted(quint32 worker, quint64 call);
    void logWanted(quint32 worker);
    // With the filter that selects them: "procedure:Invoice::render".
    void callsWanted(const QString &filter);
    void reloadWanted(const QRect &target); // includes; target in this pane's coordinates
    void histogramExportWanted(const QString &procedure);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void showButtons();
    void layOutFooter();
    FlatButton *makeButton(Detail::Action action);
    void trigger(Detail::Action action, FlatButton &button);
    void copyError() const;
    QString textOf(Detail::Action action) const;
    static bool needsServer(Detail::Action action);

    const Models m_models;
    Questions &m_questions;
    ViewState::Selection m_shown;
    std::optional<Detail> m_detail;
    EmptyPane *m_empty;
    QScrollArea *m_scroll;
    DetailBody *m_body;
    QWidget *m_footer;
    QHBoxLayout *m_buttons;
    QHash<int, FlatButton *> m_buttonOf; // by action
};

} // namespace Amp
