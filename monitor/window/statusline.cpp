// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "monitor/window/statusline.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QPainter>

#include "monitor/icons.h"
#include "monitor/numbers.h"
#include "monitor/sources/source.h"
#include "monitor/theme.h"
#include "monitor/timeunits.h"

namespace Amp {

namespace {

constexpr int statusPadding = 12;
constexpr auto sentenceTime = std::chrono::seconds(8);

} // namespace

StatusLine::StatusLine(QWidget *parent)
    : QWidget(parent)
{
    setFixedHeight(28);
    m_sentenceTimer.setSingleShot(true);
    m_sentenceTimer.callOnTimeout(this, [this] {
        m_sentence.clear();
        update();
    });
    clear();
}

void StatusLine::say(const QString &sentence, bool isError)
{
    m_sentence = sentence;
    m_sentenceIsError = isError;
    m_sentenceTimer.start(sentenceTime);
    setAccessibleDescription(sentence);
    update();
}

void StatusLine::clear()
{
    m_skipped = 0;
    m_bytes = 0;
    m_measuredAt = 0;
    m_bytesPerSecond = 0;
    m_left = {{tr("not connected"), QColor()}};
    m_dot = QColor();
    m_dotIsFilled = false;
    m_right = QStringLiteral("amp-monitor ") + QCoreApplication::applicationVersion();
    update();
}

void StatusLine::addSkippedTicks(quint32 ticks)
{
    m_skipped += ticks;
}

void StatusLine::measureRate(const Source &source)
{
    const qint64 now = QDateTime::currentMSecsSinceEpoch() * 1000;
    const quint64 bytes = source.bytesReceived();
    if (m_measuredAt == 0 || bytes < m_bytes) {
        m_measuredAt = now;
        m_bytes = bytes;
    } else if (now - m_measuredAt >= second) {
        m_bytesPerSecond = double(bytes - m_bytes) * second / double(now - m_measuredAt);
        m_measuredAt = now;
        m_bytes = bytes;
    }
}

QString StatusLine::uptime(const Feed::Summary &summary, bool isLost) const
{
    const qint64 seconds = (summary.now - summary.startedAt) / second;
    const QString age = seconds < 60 ? tr("%1 s").arg(seconds) : Numbers::growing(seconds * second);
    return isLost ? tr("up %1 at %2").arg(age, Numbers::timeOfDayInSeconds(summary.now))
                  : tr("up %1").arg(age);
}

void StatusLine::show(const Source *source, const Feed::Summary &summary, const ViewState &view,
                      qint64 dataAge)
{
    if (!source)
        return clear();
    measureRate(*source);
    const Theme theme = Theme::of(palette());
    const bool isLive = source->state() == Source::State::Live;
    const bool isPaused = view.freshness() == ViewState::Freshness::Paused;
    const bool isLost = source->state() == Source::State::Lost;
    m_dotIsFilled = isLive && !isPaused;
    m_dot = isPaused ? theme.paused.fill : isLive ? theme.done.fill : theme.slow.fill;
    QString state = isPaused             ? tr("view paused")
                    : isLost             ? tr("lost")
                    : source->isReplay() ? tr("replay")
                    : isLive             ? tr("live 10 Hz")
                                         : tr("connecting");
    const QColor ageColor = dataAge > 2 * second ? theme.slow.ink : theme.secondary;
    const double rate = isLost ? 0 : m_bytesPerSecond;
    m_left = {{state, theme.text},
              {tr("data %1 old").arg(Numbers::growing(dataAge)), ageColor},
              {Numbers::bytesPerSecond(rate), theme.secondary},
              {tr("%1 ticks skipped").arg(m_skipped), theme.secondary}};
    const QString time = Numbers::timeOfDayInSeconds(view.now());
    const QString dot = QStringLiteral("  \u00b7  ");
    m_right = uptime(summary, isLost) + dot + time;
    if (window()->width() >= 1280)
        m_right = QStringLiteral("amp-server %1").arg(summary.version) + dot + m_right;
    update();
}

void StatusLine::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Theme theme = Theme::of(palette());
    painter.fillRect(rect(), theme.window);
    painter.fillRect(0, 0, width(), 1, theme.line);
    painter.setFont(Type::numberFont(Type::Role::Header));
    const QColor dot = m_dot.isValid() ? m_dot : theme.secondary;
    const QRectF circle(statusPadding, height() / 2.0 - 4, 8, 8);
    painter.setPen(QPen(dot, 1.6));
    painter.setBrush(m_dotIsFilled ? QBrush(dot) : QBrush(Qt::NoBrush));
    painter.drawEllipse(m_dotIsFilled ? circle : circle.adjusted(0.8, 0.8, -0.8, -0.8));
    double x = statusPadding + 16;
    if (!m_sentence.isEmpty()) {
        painter.setPen(m_sentenceIsError ? theme.failed.ink : theme.text);
        const int room = width() - int(x) - statusPadding;
        painter.drawText(QRectF(x, 0, room, height()), Qt::AlignVCenter,
                         painter.fontMetrics().elidedText(m_sentence, Qt::ElideRight, room));
        return;
    }
    for (std::size_t i = 0; i < m_left.size(); ++i) {
        const QString text = i == 0 ? m_left[i].text : QStringLiteral("\u00b7  ") + m_left[i].text;
        painter.setPen(m_left[i].color.isValid() ? m_left[i].color : theme.text);
        painter.drawText(QRectF(x, 0, width(), height()), Qt::AlignVCenter, text);
        x += painter.fontMetrics().horizontalAdvance(text) + 7;
    }
    painter.setPen(theme.secondary);
    painter.drawText(rect().adjusted(0, 0, -statusPadding, 0), Qt::AlignVCenter | Qt::AlignRight,
                     m_right);
}

} // namespace Amp
