// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "monitor/sources/recordingformat.h"

#include <array>

#include <QCoreApplication>
#include <QFileInfo>

#include "core/protocol/bytes.h"
#include "core/protocol/limits.h"
#include "core/stats/feedcodec.h"

namespace Amp {

namespace {

constexpr qsizetype headerBytes = 6;  // magic, version
constexpr qsizetype prefixBytes = 12; // time, size
constexpr qsizetype sumBytes = 4;

QString tr(const char *text)
{
    return QCoreApplication::translate("Amp::RecordingReader", text);
}

constexpr std::array<quint32, 256> crcTable()
{
    std::array<quint32, 256> table = {};
    for (quint32 i = 0; i < table.size(); ++i) {
        quint32 remainder = i;
        for (int bit = 0; bit < 8; ++bit)
            remainder = (remainder >> 1) ^ (remainder & 1 ? 0xedb88320u : 0u);
        table[i] = remainder;
    }
    return table;
}

QByteArray frameOf(const Feed::Update &update)
{
    QByteArray sections;
    Feed::writeSections(sections, update);
    QByteArray frame;
    if (update.isSnapshot) {
        Wire::Snapshot message;
        message.sequence = update.sequence;
        message.epoch = update.epoch;
        message.skippedTicks = update.skippedTicks;
        message.sections = sections;
        Wire::write(frame, 0, message);
    } else {
        Wire::Delta message;
        message.sequence = update.sequence;
        message.skippedTicks = update.skippedTicks;
        message.sections = sections;
        Wire::write(frame, 0, message);
    }
    return frame;
}

std::optional<Feed::Update> updateOf(QByteArrayView bytes)
{
    const FrameScan scan = scanFrame(bytes);
    if (scan.status != FrameStatus::Complete || scan.frame.bytes.size() != bytes.size())
        return {};
    const Result<Wire::Message> message = Wire::parse(scan.frame);
    if (!message)
        return {};
    Result<Feed::Update> update(ErrorCode::ProtocolError, {});
    if (const auto *snapshot = std::get_if<Wire::Snapshot>(&*message))
        update = Feed::decode(*snapshot);
    else if (const auto *delta = std::get_if<Wire::Delta>(&*message))
        update = Feed::decode(*delta);
    return update ? std::optional(*update) : std::nullopt;
}

} // namespace

quint32 RecordingFormat::crc32(QByteArrayView bytes)
{
    static constexpr auto table = crcTable();
    quint32 remainder = 0xffffffff;
    for (const char byte : bytes)
        remainder = table[(remainder ^ quint8(byte)) & 0xff] ^ (remainder >> 8);
    return ~remainder;
}

QByteArray RecordingFormat::header()
{
    QByteArray bytes;
    ByteWriter out(bytes);
    out.write(magic);
    out.write(version);
    return bytes;
}

QByteArray RecordingFormat::record(qint64 at, const Feed::Update &update)
{
    const QByteArray frame = frameOf(update);
    QByteArray bytes;
    bytes.reserve(prefixBytes + frame.size() + sumBytes);
    ByteWriter out(bytes);
    out.write(quint64(at));
    out.writeBytes(frame);
    out.write(crc32(bytes));
    return bytes;
}

// Reading

Result<Done> RecordingReader::open(const QString &path)
{
    m_file.setFileName(path);
    if (!m_file.open(QIODevice::ReadOnly)) {
        return {ErrorCode::BadArguments,
                tr("%1 cannot be read: %2.").arg(path, m_file.errorString())};
    }
    const QByteArray header = m_file.read(headerBytes);
    ByteReader in(header);
    if (in.read<quint32>() != RecordingFormat::magic)
        return {ErrorCode::BadArguments, tr("%1 is not a recording of amp-monitor.").arg(path)};
    const auto version = in.read<quint16>();
    if (in.failed() || version != RecordingFormat::version) {
        return {ErrorCode::BadArguments,
                tr("%1 is a recording of version %2, and this amp-monitor reads version %3. Open "
                   "it with the release that made it.")
                    .arg(path)
                    .arg(version)
                    .arg(RecordingFormat::version)};
    }
    return Done();
}

std::optional<RecordingReader::Record> RecordingReader::next()
{
    const qint64 start = m_file.pos();
    if (m_file.atEnd() || !m_damage.isEmpty())
        return {};
    const QByteArray bytes = readRecord();
    if (bytes.isEmpty())
        return damagedAt(start);
    const QByteArrayView summed = QByteArrayView(bytes).chopped(sumBytes);
    if (ByteReader(bytes.last(sumBytes)).read<quint32>() != RecordingFormat::crc32(summed))
        return damagedAt(start);
    std::optional<Feed::Update> update = updateOf(summed.sliced(prefixBytes));
    if (!update)
        return damagedAt(start);
    return Record{qint64(ByteReader(bytes).read<quint64>()), std::move(*update)};
}

// Empty when it is not whole. A wrong size must not make us ask for gigabytes.
QByteArray RecordingReader::readRecord()
{
    QByteArray bytes = m_file.read(prefixBytes);
    ByteReader in(bytes);
    in.read<quint64>();
    const auto size = qsizetype(in.read<quint32>());
    if (in.failed() || size > qsizetype(Limits::maxFrameBytes) + Frame::sizeBytes)
        return {};
    bytes += m_file.read(size + sumBytes);
    return bytes.size() == prefixBytes + size + sumBytes ? bytes : QByteArray();
}

std::optional<RecordingReader::Record> RecordingReader::damagedAt(qint64 byte)
{
    m_damage = tr("The recording is damaged at byte %1; what came before it is shown.").arg(byte);
    return {};
}

} // namespace Amp
