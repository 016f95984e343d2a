// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "monitor/window/banner.h"

#include <QPainter>

#include "monitor/icons.h"
#include "monitor/theme.h"
#include "monitor/window/flatbutton.h"

namespace Amp {

namespace {

constexpr int bannerTextLeft = 36;
constexpr int bannerGap = 12;

} // namespace

Banner::Banner(QWidget *parent)
    : QWidget(parent)
    , m_retry(new FlatButton(tr("Now"), FlatButton::Look::Framed, this))
    , m_other(new FlatButton(tr("Connect to another..."), FlatButton::Look::Plain, this))
{
    setFixedHeight(40);
    connect(m_retry, &QAbstractButton::clicked, this, &Banner::retryRequested);
    connect(m_other, &QAbstractButton::clicked, this, &Banner::otherServerRequested);
}

void Banner::say(const QString &headline, const QString &reason, bool canRetry)
{
    m_headline = headline;
    m_reason = reason;
    m_retry->setVisible(canRetry);
    setAccessibleName(headline + QLatin1Char(' ') + reason);
    place();
    update();
}

int Banner::headlineWidth() const
{
    return QFontMetrics(Type::numberFont(Type::Role::BodyBold)).horizontalAdvance(m_headline);
}

void Banner::place()
{
    m_retry->resize(m_retry->sizeHint());
    m_other->resize(m_other->sizeHint());
    const int top = (height() - m_retry->height()) / 2;
    m_retry->move(bannerTextLeft + headlineWidth() + bannerGap, top);
    m_other->move(width() - m_other->width() - 12, top);
}

void Banner::resizeEvent(QResizeEvent *)
{
    place();
}

void Banner::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Theme theme = Theme::of(palette());
    painter.fillRect(rect(), theme.slow.tint);
    painter.fillRect(0, 0, 3, height(), theme.slow.fill);
    painter.fillRect(0, height() - 1, width(), 1, theme.line);
    paintIcon(painter, Icon::Slow, QRectF(12, height() / 2.0 - 8, 16, 16), theme.slow.ink);
    painter.setPen(theme.text);
    painter.setFont(Type::numberFont(Type::Role::BodyBold));
    painter.drawText(QRect(bannerTextLeft, 0, width(), height()), Qt::AlignVCenter, m_headline);
    const int left = m_retry->isVisible() ? m_retry->geometry().right() + bannerGap
                                          : bannerTextLeft + headlineWidth() + bannerGap;
    painter.setPen(theme.secondary);
    painter.setFont(Type::font(Type::Role::Body));
    const QRect room(left, 0, m_other->x() - left - bannerGap, height());
    painter.drawText(room, Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(m_reason, Qt::ElideRight, room.width()));
}

} // namespace Amp
