// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "monitor/window/resizepopover.h"

#include <QComboBox>
#include <QGridLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QSpinBox>

#include "monitor/theme.h"
#include "monitor/window/flatbutton.h"

namespace Amp {

namespace {

constexpr int maxWorkers = 1'000;
constexpr int resizeWidth = 380;

} // namespace

ResizePopover::ResizePopover(std::vector<Feed::PoolRow> pools, QWidget *window)
    : QFrame(window, Qt::Popup | Qt::FramelessWindowHint)
    , m_pools(std::move(pools))
    , m_pool(new QComboBox(this))
    , m_workers(new QSpinBox(this))
    , m_effect(new QLabel(this))
    , m_act(new FlatButton(tr("Resize"), FlatButton::Look::Primary, this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setFixedWidth(resizeWidth);
    auto *title = new QLabel(tr("Resize a pool"), this);
    title->setFont(Type::font(Type::Role::BodyBold));
    for (const Feed::PoolRow &pool : m_pools)
        m_pool->addItem(pool.name);
    m_pool->setAccessibleName(tr("Pool"));
    m_workers->setRange(1, maxWorkers);
    m_workers->setAccessibleName(tr("Workers"));
    m_effect->setWordWrap(true);
    auto *keep = new FlatButton(tr("Keep"), FlatButton::Look::Framed, this);
    keep->setHint(tr("Esc"));
    auto *layout = new QGridLayout(this);
    layout->setContentsMargins(16, 14, 16, 14);
    layout->setSpacing(8);
    layout->addWidget(title, 0, 0, 1, 4);
    layout->addWidget(m_pool, 1, 0, 1, 2);
    layout->addWidget(m_workers, 1, 2, 1, 2);
    layout->addWidget(m_effect, 2, 0, 1, 4);
    layout->addWidget(keep, 3, 2, Qt::AlignRight);
    layout->addWidget(m_act, 3, 3);
    layout->setColumnStretch(0, 1);
    connect(m_pool, &QComboBox::currentIndexChanged, this, &ResizePopover::showPool);
    connect(m_workers, &QSpinBox::valueChanged, this, &ResizePopover::explain);
    connect(keep, &QAbstractButton::clicked, this, &QWidget::close);
    connect(m_act, &QAbstractButton::clicked, this, &ResizePopover::accept);
    showPool();
}

void ResizePopover::showBelow(const QRect &target)
{
    adjustSize();
    const QPoint corner(target.right() - width(), target.bottom() + 6);
    move(parentWidget()->mapToGlobal(corner));
    show();
    m_workers->setFocus();
    m_workers->selectAll();
}

int ResizePopover::wanted() const
{
    const int index = m_pool->currentIndex();
    return index < 0 ? 1 : int(m_pools[std::size_t(index)].workers);
}

void ResizePopover::showPool()
{
    m_workers->setValue(wanted());
    explain();
}

void ResizePopover::explain()
{
    const int more = m_workers->value() - wanted();
    m_act->setEnabled(more != 0 && !m_pools.empty());
    if (more > 0)
        m_effect->setText(tr("Started at once: %1 more.").arg(more));
    else if (more < 0)
        m_effect->setText(
            tr("Ended: %1, idle ones first; a busy one finishes its call.").arg(-more));
    else
        m_effect->setText(tr("Nothing changes."));
}

void ResizePopover::accept()
{
    Q_EMIT accepted(m_pool->currentText(), m_workers->value());
    close();
}

// Enter in one of the fields.
void ResizePopover::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        m_act->click(); // does nothing where nothing would change
    else
        QFrame::keyPressEvent(event);
}

void ResizePopover::paintEvent(QPaintEvent *)
{
    const Theme theme = Theme::of(palette());
    QPainter painter(this);
    painter.fillRect(rect(), theme.isDark ? theme.button : theme.base);
    painter.setPen(theme.fieldBorder);
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
}

} // namespace Amp
