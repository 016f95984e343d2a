// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "monitor/sources/replaysource.h"

#include <algorithm>

#include <QDateTime>
#include <QFileInfo>

namespace Amp {

namespace {

constexpr qint64 longestPause = 10'000; // milliseconds: an hour without data is not waited for

} // namespace

ReplaySource::ReplaySource(const QString &path, QObject *parent)
    : Source(parent)
    , m_path(path)
{
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, &ReplaySource::playNext);
}

QString ReplaySource::name() const
{
    return QFileInfo(m_path).fileName();
}

void ReplaySource::start()
{
    const Result<Done> opened = m_reader.open(m_path);
    if (!opened) {
        setState(State::Failed, opened.error().message());
        return;
    }
    m_next = m_reader.next();
    if (!m_next) {
        setState(State::Failed,
                 m_reader.damage().isEmpty() ? tr("The recording is empty.") : m_reader.damage());
        return;
    }
    setAnchor();
    setState(State::Live);
    scheduleNext();
}

void ReplaySource::setSpeed(double speed)
{
    m_speed = speed;
    setAnchor();
}

void ReplaySource::setPaused(bool paused)
{
    m_isPaused = paused;
    m_timer.stop();
    setAnchor();
    scheduleNext();
}

void ReplaySource::setAnchor()
{
    m_anchorClock.start();
    m_anchor = m_next ? m_next->at : 0;
}

void ReplaySource::scheduleNext()
{
    if (!m_next || m_isPaused)
        return;
    const auto due = qint64(double(m_next->at - m_anchor) / 1000 / m_speed);
    qint64 pause = std::max(qint64(0), due - m_anchorClock.elapsed());
    if (pause > longestPause) {
        pause = longestPause;
        setAnchor();
        m_anchor -= qint64(double(longestPause) * 1000 * m_speed);
    }
    m_timer.start(int(pause));
}

void ReplaySource::playNext()
{
    Feed::Update update = std::move(m_next->update);
    update.mayOperate = false; // nobody is there to be operated
    m_next = m_reader.next();
    Q_EMIT updated(update);
    if (m_next)
        scheduleNext();
    else
        end();
}

void ReplaySource::end()
{
    const qint64 now = QDateTime::currentMSecsSinceEpoch() * 1000;
    setState(State::Lost,
             m_reader.damage().isEmpty() ? tr("The recording ends here.") : m_reader.damage(), now);
}

void ReplaySource::command(const QByteArray &, const QVariantList &, Answer answer)
{
    const auto refuse = [answer = std::move(answer)] {
        answer({ErrorCode::NotPermitted, tr("This is a recording: nothing can be sent to it.")});
    };
    QMetaObject::invokeMethod(this, refuse, Qt::QueuedConnection);
}

} // namespace Amp
