// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <deque>
#include <memory>

#include <QElapsedTimer>
#include <QObject>
#include <QSocketNotifier>
#include <QStringList>
#include <QTimer>

namespace Amp {

// Reads what a worker prints, line by line. However much that is, it costs little: lines are cut at
// 2,000 bytes, at most 500 lines a second are passed on and the rest is told as a number, and the
// last 20 lines are remembered.
class WorkerOutput : public QObject
{
    Q_OBJECT

public:
    static constexpr qsizetype maxLineBytes = 2000;
    static constexpr int maxLinesPerSecond = 500;
    static constexpr int rememberedLines = 20;

    // Takes the descriptor over.
    explicit WorkerOutput(int descriptor, QObject *parent = nullptr);
    ~WorkerOutput() override;

    [[nodiscard]] QStringList lastLines() const;
    // Forgets the last lines, since a new call begins.
    void beginCall();
    // Passes on what the call has printed, with a last line that it left unfinished.
    void endCall();
    // The same for a worker whose process has ended, and that has no more to say.
    void drain();

Q_SIGNALS:
    void lineRead(const QString &line);

private:
    bool readOnce(); // false when nothing is there
    void take(QByteArrayView bytes);
    void endLine();
    void pass(const QString &line);
    void startSecond();
    void close();

    int m_descriptor;
    std::unique_ptr<QSocketNotifier> m_notifier;
    QByteArray m_line;
    bool m_lineCut = false;
    std::deque<QString> m_lastLines;
    QElapsedTimer m_second;
    QTimer m_note; // says how many lines the second dropped
    int m_linesThisSecond = 0;
    qint64 m_linesDropped = 0;
};

} // namespace Amp
