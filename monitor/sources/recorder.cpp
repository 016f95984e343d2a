// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "monitor/sources/recorder.h"

#include <QDateTime>

#include "monitor/sources/recordingformat.h"

namespace Amp {

Result<Done> Recorder::open(const QString &path)
{
    m_file.setFileName(path);
    if (!m_file.open(QIODevice::WriteOnly | QIODevice::Truncate)) {
        return {ErrorCode::BadArguments,
                tr("%1 cannot be written: %2. Choose another file for the recording.")
                    .arg(path, m_file.errorString())};
    }
    m_hasSnapshot = false;
    write(RecordingFormat::header());
    return Done();
}

void Recorder::record(const Feed::Update &update)
{
    m_hasSnapshot = m_hasSnapshot || update.isSnapshot;
    if (m_file.isOpen() && m_hasSnapshot)
        write(RecordingFormat::record(QDateTime::currentMSecsSinceEpoch() * 1000, update));
}

void Recorder::write(const QByteArray &bytes)
{
    if (m_file.write(bytes) == bytes.size() && m_file.flush())
        return;
    const QString reason =
        tr("The recording has ended: %1 cannot be written: %2. Make room on the disk.")
            .arg(m_file.fileName(), m_file.errorString());
    m_file.close();
    Q_EMIT failed(reason);
}

} // namespace Amp
