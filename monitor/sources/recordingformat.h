// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <optional>

#include <QFile>

#include "core/protocol/result.h"
#include "core/stats/feed.h"

// A recording: u32 magic "AMPR", u16 version, then records, all big endian:
//
//     u64 time   when it was recorded, in microseconds since 1970 UTC
//     u32 size   of the frame
//     frame      a whole Snapshot or Delta, as it is on the wire
//     u32 sum    CRC-32 (IEEE 802.3) of the time, the size and the frame
namespace Amp {

namespace RecordingFormat {

inline constexpr quint32 magic = 0x414d5052;
inline constexpr quint16 version = 1;

QByteArray header();
QByteArray record(qint64 at, const Feed::Update &update);
quint32 crc32(QByteArrayView bytes);

} // namespace RecordingFormat

// Reads a recording from its beginning to its end, or to the first byte that is damaged.
class RecordingReader
{
public:
    struct Record
    {
        qint64 at = 0;
        Feed::Update update;
    };

    // Error: a sentence that says why it is none that can be shown.
    Result<Done> open(const QString &path);
    // Nothing at the end; then damage() tells whether that is the end of what was recorded.
    std::optional<Record> next();
    QString damage() const { return m_damage; }

private:
    QByteArray readRecord();
    std::optional<Record> damagedAt(qint64 byte);

    QFile m_file;
    QString m_damage;
};

} // namespace Amp
