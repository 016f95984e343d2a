// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "monitor/window/recentlist.h"

#include <algorithm>

#include <QKeyEvent>
#include <QLocale>
#include <QPainter>
#include <QPainterPath>

#include "monitor/icons.h"
#include "monitor/theme.h"

namespace Amp {

namespace {

constexpr int rowHeight = 44;
constexpr std::size_t maxRows = 4;
constexpr int nameLeft = 15;
constexpr int addressLeft = 147;
constexpr int rightsLeft = 345;
constexpr double listRadius = 4;

} // namespace

RecentList::RecentList(QWidget *parent)
    : QWidget(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("Recent servers"));
}

void RecentList::setServers(std::vector<RecentServer> servers)
{
    m_servers = std::move(servers);
    if (m_servers.size() > maxRows)
        m_servers.resize(maxRows);
    m_current = 0;
    updateGeometry();
    update();
}

QSize RecentList::sizeHint() const
{
    return {576, int(m_servers.size()) * rowHeight};
}

QString RecentList::dayOf(const QDateTime &time) const
{
    const qint64 days = time.date().daysTo(QDate::currentDate());
    const QString clock = time.toString(QStringLiteral("hh:mm"));
    if (days == 0)
        return tr("today %1").arg(clock);
    if (days == 1)
        return tr("yesterday %1").arg(clock);
    return QLocale().toString(time.date(), QStringLiteral("d MMMM"));
}

void RecentList::paintRow(QPainter &painter, int row) const
{
    const Theme theme = Theme::of(palette());
    const RecentServer &server = m_servers[std::size_t(row)];
    const QRect area(0, row * rowHeight, width(), rowHeight);
    if (row == m_current) {
        painter.fillRect(area, theme.selectedRow);
        painter.fillRect(area.x(), area.y(), 3, area.height(), theme.focus);
    }
    if (row > 0)
        painter.fillRect(area.x(), area.y(), area.width(), 1, theme.line);
    painter.setPen(theme.text);
    painter.setFont(Type::font(Type::Role::BodyBold));
    const auto cell = [&](int left, int right) {
        return QRect(left, area.y(), right - left, rowHeight);
    };
    const auto elided = [&](const QString &text, int room) {
        return painter.fontMetrics().elidedText(text, Qt::ElideRight, room);
    };
    painter.drawText(cell(nameLeft, addressLeft), Qt::AlignVCenter,
                     elided(server.name, addressLeft - nameLeft - 12));
    painter.setFont(Type::font(Type::Role::Body));
    painter.drawText(cell(addressLeft, rightsLeft), Qt::AlignVCenter,
                     elided(server.address, rightsLeft - addressLeft - 12));
    painter.setPen(theme.secondary);
    painter.setFont(Type::font(Type::Role::Header));
    paintIcon(painter, server.mayOperate ? Icon::Key : Icon::Lock,
              QRectF(rightsLeft, area.y() + (rowHeight - 14) / 2.0, 14, 14), theme.secondary);
    painter.drawText(cell(rightsLeft + 19, width()), Qt::AlignVCenter,
                     server.mayOperate ? tr("Operator") : tr("Read-only"));
    painter.drawText(area.adjusted(0, 0, -16, 0), Qt::AlignVCenter | Qt::AlignRight,
                     dayOf(server.lastSeen));
}

void RecentList::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF frame = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    QPainterPath clip;
    clip.addRoundedRect(frame, listRadius, listRadius);
    painter.setClipPath(clip);
    for (int row = 0; row < int(m_servers.size()); ++row)
        paintRow(painter, row);
    painter.setClipping(false);
    painter.setPen(Theme::of(palette()).line);
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(frame, listRadius, listRadius);
}

void RecentList::mousePressEvent(QMouseEvent *event)
{
    const int row = event->pos().y() / rowHeight;
    if (row < 0 || row >= int(m_servers.size()))
        return;
    m_current = row;
    update();
    Q_EMIT chosen(m_servers[std::size_t(row)].address);
}

void RecentList::keyPressEvent(QKeyEvent *event)
{
    const int last = int(m_servers.size()) - 1;
    switch (event->key()) {
    case Qt::Key_Up:
        m_current = std::max(0, m_current - 1);
        break;
    case Qt::Key_Down:
        m_current = std::min(last, m_current + 1);
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (last >= 0)
            Q_EMIT chosen(m_servers[std::size_t(m_current)].address);
        return;
    default:
        return QWidget::keyPressEvent(event);
    }
    update();
}

} // namespace Amp
