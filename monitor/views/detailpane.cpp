// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "monitor/views/detailpane.h"

#include <QClipboard>
#include <QEvent>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QPainter>
#include <QScrollArea>

#include "monitor/charts/histogramview.h"
#include "monitor/numbers.h"
#include "monitor/views/detailbody.h"
#include "monitor/views/emptypane.h"
#include "monitor/views/questions.h"
#include "monitor/views/thinscrollbar.h"
#include "monitor/window/flatbutton.h"

namespace Amp {

namespace {

constexpr int footerHeight = 52;
constexpr int reasonHeight = 26;
constexpr int lowPane = 240;

} // namespace

DetailPane::DetailPane(const Models &models, Questions &questions, QWidget *parent)
    : QWidget(parent)
    , m_models(models)
    , m_questions(questions)
    , m_empty(new EmptyPane(this))
    , m_scroll(new QScrollArea(this))
    , m_body(new DetailBody)
    , m_footer(new QWidget(this))
    , m_buttons(new QHBoxLayout(m_footer))
{
    setAccessibleName(tr("Detail"));
    m_empty->setTexts(tr("Nothing selected"),
                      tr("Click a row, a worker or a bar of the timeline."));
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setVerticalScrollBar(new ThinScrollBar(Qt::Vertical, m_scroll));
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFocusPolicy(Qt::TabFocus);
    m_scroll->setWidget(m_body);
    m_buttons->setContentsMargins(DetailBody::padding, 0, DetailBody::padding, 12);
    m_buttons->setSpacing(8);
    m_buttons->addStretch();
    connect(&models.view, &ViewState::selectionChanged, this, &DetailPane::showDetail);
    connect(&models.view, &ViewState::nowChanged, this, &DetailPane::showDetail);
    connect(&models.view, &ViewState::freshnessChanged, this, &DetailPane::showDetail);
    connect(&questions, &Questions::allowedChanged, this, &DetailPane::showDetail);
    showDetail();
}

void DetailPane::showDetail()
{
    const ViewState::Selection selection = m_models.view.selection();
    std::optional<Detail> detail = describe(m_models, selection);
    if (detail || !(selection == m_shown))
        m_detail = std::move(detail);
    m_shown = selection;
    m_empty->setVisible(!m_detail);
    m_scroll->setVisible(m_detail.has_value());
    m_footer->setVisible(m_detail.has_value());
    if (!m_detail)
        return;
    m_body->setDetail(*m_detail);
    m_body->setStale(m_models.view.freshness() == ViewState::Freshness::Stale);
    const int procedure = m_models.procedures.rowOf(selection.name);
    if (m_detail->hasHistogram && procedure >= 0) {
        using Times = ProcedureModel::Times;
        using Measure = HistogramView::Measure;
        const Times times = m_models.procedures.times();
        m_body->histogram().setMeasure(times == Times::Waiting   ? Measure::Waiting
                                       : times == Times::Running ? Measure::Running
                                                                 : Measure::Total);
        m_body->histogram().setProcedure(m_models.procedures.row(procedure));
    }
    showButtons();
}

void DetailPane::showButtons()
{
    std::vector<Detail::Action> wanted = m_detail->actions;
    // What cannot be sent now is shown as such, whatever the call has come to.
    if (!m_questions.isAllowed() && m_models.view.freshness() == ViewState::Freshness::Stale &&
        m_detail->call && m_detail->worker)
        wanted = {Detail::Action::Cancel, Detail::Action::Kill};
    for (FlatButton *button : std::as_const(m_buttonOf))
        button->hide();
    int place = 0;
    for (const Detail::Action action : wanted) {
        FlatButton *&button = m_buttonOf[int(action)];
        if (!button)
            button = makeButton(action);
        if (button->text() != textOf(action)) {
            button->setText(textOf(action));
            button->setAccessibleName(textOf(action));
            button->updateGeometry();
        }
        button->setEnabled(m_questions.isAllowed() || !needsServer(action));
        button->setToolTip(button->isEnabled() ? QString() : m_questions.reason());
        if (m_buttons->indexOf(button) != place)
            m_buttons->insertWidget(place, button);
        button->show();
        ++place;
    }
    layOutFooter();
}

FlatButton *DetailPane::makeButton(Detail::Action action)
{
    using Action = Detail::Action;
    const bool isPlain = action == Action::ShowInTimeline || action == Action::Reload;
    auto *button = new FlatButton(
        textOf(action), isPlain ? FlatButton::Look::Plain : FlatButton::Look::Framed, m_footer);
    connect(button, &QAbstractButton::clicked, this,
            [this, action, button] { trigger(action, *button); });
    return button;
}

bool DetailPane::needsServer(Detail::Action action)
{
    using Action = Detail::Action;
    return action == Action::Cancel || action == Action::Kill || action == Action::Restart ||
           action == Action::StartNow || action == Action::Reload;
}

QString DetailPane::textOf(Detail::Action action) const
{
    const QString worker = Numbers::workerName(m_detail->worker);
    switch (action) {
    case Detail::Action::Cancel:
        return tr("Cancel call...");
    case Detail::Action::Kill:
        return tr("Kill %1...").arg(worker);
    case Detail::Action::Restart:
        return tr("Restart %1...").arg(worker);
    case Detail::Action::StartNow:
        return tr("Start now");
    case Detail::Action::Reload:
        return tr("Reload includes...");
    case Detail::Action::ShowInTimeline:
        return tr("Show in timeline");
    case Detail::Action::ShowLog:
        return tr("Log of %1").arg(worker);
    case Detail::Action::ShowCalls:
        return tr("Show its calls");
    case Detail::Action::CopyError:
        return tr("Copy error");
    case Detail::Action::ExportHistogram:
        return tr("Export...");
    }
    return {};
}

void DetailPane::trigger(Detail::Action action, FlatButton &button)
{
    switch (action) {
    case Detail::Action::Cancel:
        return m_questions.askCancel(m_detail->call, &button, button.rect());
    case Detail::Action::Kill:
        return m_questions.askKill(m_detail->worker, &button, button.rect());
    case Detail::Action::Restart:
        return m_questions.askRestart(m_detail->worker, &button, button.rect());
    case Detail::Action::StartNow:
        return m_questions.startNow(m_detail->worker);
    case Detail::Action::Reload:
        return Q_EMIT reloadWanted(QRect(button.mapTo(this, QPoint()), button.size()));
    case Detail::Action::ShowInTimeline:
        return Q_EMIT timelineWanted(m_detail->worker, m_detail->call);
    case Detail::Action::ShowLog:
        return Q_EMIT logWanted(m_detail->worker);
    case Detail::Action::ShowCalls: {
        const bool isProcedure = m_shown.kind == ViewState::Kind::Procedure;
        const QString key = isProcedure ? QStringLiteral("procedure:") : QStringLiteral("client:");
        const bool needsQuotes = m_detail->title.contains(u' ');
        const QString quote = needsQuotes ? QStringLiteral("\"") : QString();
        return Q_EMIT callsWanted(key + quote + m_detail->title + quote);
    }
    case Detail::Action::CopyError:
        return copyError();
    case Detail::Action::ExportHistogram:
        return Q_EMIT histogramExportWanted(m_detail->title);
    }
}

void DetailPane::copyError() const
{
    QStringList lines{m_detail->kind + u' ' + m_detail->title};
    if (m_detail->message)
        lines << m_detail->message->title + QStringLiteral(": ") + m_detail->message->text;
    lines << m_detail->boxLines;
    QGuiApplication::clipboard()->setText(lines.join(u'\n'));
}

void DetailPane::layOutFooter()
{
    const bool hasReason = m_detail && !m_questions.isAllowed() &&
                           m_shown.kind != ViewState::Kind::Procedure &&
                           m_shown.kind != ViewState::Kind::Client;
    const int footer = footerHeight + (hasReason ? reasonHeight : 0);
    m_buttons->setContentsMargins(DetailBody::padding, hasReason ? reasonHeight + 8 : 12,
                                  DetailBody::padding, 12);
    m_empty->setGeometry(rect());
    m_footer->setGeometry(0, height() - footer, width(), footer);
    m_scroll->setGeometry(0, 0, width(), height() - footer);
    m_body->setShowsBox(height() >= lowPane);
}

void DetailPane::resizeEvent(QResizeEvent *)
{
    layOutFooter();
}

void DetailPane::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        update();
}

void DetailPane::paintEvent(QPaintEvent *)
{
    const Theme theme = Theme::of(palette());
    QPainter painter(this);
    painter.fillRect(rect(), theme.base);
    if (!m_detail)
        return;
    const QRect footer = m_footer->geometry();
    painter.fillRect(0, footer.top(), width(), 1, theme.grid);
    if (footer.height() == footerHeight)
        return;
    paintIcon(painter, Icon::Lock, QRectF(DetailBody::padding, footer.top() + 10, 14, 14),
              theme.secondary);
    painter.setFont(Type::font(Type::Role::Header));
    painter.setPen(theme.secondary);
    painter.drawText(QRect(DetailBody::padding + 19, footer.top() + 8, width(), 18),
                     Qt::AlignVCenter, m_questions.reason());
}

} // namespace Amp
