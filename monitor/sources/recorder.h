// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QFile>
#include <QObject>

#include "core/protocol/result.h"
#include "core/stats/feed.h"

namespace Amp {

// Writes the updates of a source to a file that a ReplaySource shows again. What is written can be
// read whatever happens to this program afterwards.
class Recorder : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    // Replaces the file. Error: a sentence.
    Result<Done> open(const QString &path);
    void record(const Feed::Update &update);

Q_SIGNALS:
    void failed(const QString &reason); // once; nothing more is recorded

private:
    void write(const QByteArray &bytes);

    QFile m_file;
    bool m_hasSnapshot = false; // without one, changes mean nothing
};

} // namespace Amp
