// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/stats/feedarchive.h"

#include <algorithm>
#include <bit>
#include <cstddef>

namespace Amp::Feed {

namespace {

// Small differences in both directions become small numbers.
quint64 zigzag(quint64 difference)
{
    return (difference << 1) ^ (0 - (difference >> 63));
}

quint64 unzigzag(quint64 number)
{
    return (number >> 1) ^ (0 - (number & 1));
}

} // namespace

void SectionWriter::flush()
{
    m_out.append(m_piece.data(), qsizetype(m_pieceBytes));
    m_pieceBytes = 0;
}

void SectionWriter::put(double value)
{
    flush();
    ByteWriter(m_out).write(std::bit_cast<quint64>(value));
}

// The number of a text that the section has had; one more than the last of them before a new one.
void SectionWriter::put(const QString &text)
{
    const QChar *characters = text.constData();
    SeenPair &pair = m_seen[(quintptr(characters) / alignof(std::max_align_t)) % m_seen.size()];
    for (const Seen &seen : pair) {
        if (seen.characters == characters && seen.size == text.size())
            return number(seen.number);
    }
    const auto known = m_texts.constFind(text);
    if (known == m_texts.constEnd())
        return putNew(text);
    number(*known);
    pair = {Seen{characters, text.size(), *known}, pair[0]};
}

void SectionWriter::putNew(const QString &text)
{
    const auto reference = quint32(m_texts.size());
    const QByteArray bytes = text.toUtf8();
    number(reference);
    number(quint64(bytes.size()));
    flush();
    m_out.append(bytes);
    if (reference < maxTexts)
        m_texts.insert(text, reference);
}

void SectionWriter::put(const std::vector<quint64> &list)
{
    // Histograms begin and end with empty buckets.
    const auto isUsed = [](quint64 value) { return value != 0; };
    const auto first = std::find_if(list.begin(), list.end(), isUsed);
    number(list.size());
    number(quint64(first - list.begin()));
    const auto last = std::find_if(list.rbegin(), list.rend(), isUsed).base();
    const qsizetype used = std::max<qsizetype>(0, last - first);
    number(quint64(used));
    std::for_each(first, first + used, [this](quint64 value) { number(value); });
}

void SectionWriter::putTime(qint64 time)
{
    if (time == 0)
        return number(0);
    const quint64 step = zigzag(quint64(time) - m_lastTime);
    m_lastTime = quint64(time);
    number(step + 1);
}

quint64 SectionReader::number()
{
    quint64 value = 0;
    for (std::size_t i = 0; i < maxNumberBytes; ++i) {
        const auto byte = m_in.read<quint8>();
        value |= quint64(byte & ~moreFollows) << (std::size_t(bitsPerByte) * i);
        if (byte < moreFollows)
            return value;
    }
    m_in.fail();
    return 0;
}

quint64 SectionReader::count()
{
    const quint64 rows = number();
    if (rows > quint64(m_in.remaining()))
        m_in.fail();
    return failed() ? 0 : rows;
}

void SectionReader::get(double &value)
{
    value = std::bit_cast<double>(m_in.read<quint64>());
}

void SectionReader::get(QString &text)
{
    const quint64 reference = number();
    if (reference < m_texts.size()) {
        text = m_texts[std::size_t(reference)];
        return;
    }
    const quint64 size = number();
    if (reference != m_texts.size() || size > quint64(m_in.remaining()))
        return m_in.fail();
    text = QString::fromUtf8(m_in.take(qsizetype(size)));
    if (m_texts.size() < maxTexts)
        m_texts.push_back(text);
}

void SectionReader::get(std::vector<quint64> &list)
{
    const quint64 size = number();
    const quint64 first = number();
    const quint64 used = number();
    if (size > maxListSize || first > size || used > size - first ||
        used > quint64(m_in.remaining()))
        return m_in.fail();
    list.assign(std::size_t(size), 0);
    for (quint64 i = first; i < first + used; ++i)
        list[std::size_t(i)] = number();
}

void SectionReader::getTime(qint64 &time)
{
    const quint64 step = number();
    if (step == 0) {
        time = 0;
        return;
    }
    m_lastTime += unzigzag(step - 1);
    time = qint64(m_lastTime);
}

} // namespace Amp::Feed
