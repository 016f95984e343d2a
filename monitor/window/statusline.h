// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QTimer>
#include <QWidget>

#include "core/stats/feed.h"
#include "monitor/viewstate.h"

namespace Amp {

class Source;

// The line at the bottom: how fresh the data is and what it costs, and the server's age.
class StatusLine : public QWidget
{
    Q_OBJECT

public:
    explicit StatusLine(QWidget *parent = nullptr);

    // Null: there is no server. Ages are of the data, in microseconds.
    void show(const Source *source, const Feed::Summary &summary, const ViewState &view,
              qint64 dataAge);
    void addSkippedTicks(quint32 ticks);
    // The outcome of what the user did, in place of the rest for a few seconds.
    void say(const QString &sentence, bool isError);
    void clear();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    struct Part
    {
        QString text;
        QColor color;
    };

    void measureRate(const Source &source);
    QString uptime(const Feed::Summary &summary, bool isLost) const;

    QString m_sentence;
    bool m_sentenceIsError = false;
    QTimer m_sentenceTimer;
    std::vector<Part> m_left;
    QString m_right;
    QColor m_dot;
    bool m_dotIsFilled = false;
    quint64 m_skipped = 0;
    quint64 m_bytes = 0;
    qint64 m_measuredAt = 0;
    double m_bytesPerSecond = 0;
};

} // namespace Amp
