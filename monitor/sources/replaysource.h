// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QElapsedTimer>
#include <QTimer>

#include "monitor/sources/recordingformat.h"
#include "monitor/sources/source.h"

namespace Amp {

// Shows a recording at the speed at which it was made. At its end, and at the first damage, the
// data stays, and the state is Lost with a sentence.
class ReplaySource : public Source
{
    Q_OBJECT

public:
    explicit ReplaySource(const QString &path, QObject *parent = nullptr);

    void start() override;
    QString name() const override;
    QString address() const override { return {}; }
    bool isReplay() const override { return true; }
    void command(const QByteArray &verb, const QVariantList &arguments, Answer answer) override;

    // 1: as it was. Takes effect with the next record.
    void setSpeed(double speed);
    void setPaused(bool paused);

private:
    void playNext();
    void scheduleNext();
    void end();
    void setAnchor();

    const QString m_path;
    RecordingReader m_reader;
    std::optional<RecordingReader::Record> m_next;
    QTimer m_timer;
    double m_speed = 1;
    bool m_isPaused = false;
    // Records are due by their distance from here: what one takes to show does not delay the rest.
    QElapsedTimer m_anchorClock;
    qint64 m_anchor = 0; // time of a record
};

} // namespace Amp
