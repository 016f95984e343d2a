// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <array>
#include <limits>
#include <type_traits>
#include <vector>

#include <QtCore/qhash.h>
#include <QtCore/qstring.h>

#include "core/protocol/bytes.h"
#include "core/stats/feed.h"

// The two directions of a section's body. Both are called with the same fields in the same order:
// a(field, field, ...) for numbers, texts and lists, a.times(field, ...) for points in time.
namespace Amp::Feed {

// A number of the wire: seven bits a byte, the lowest first, the eighth says that more follow.
inline constexpr int bitsPerByte = 7;
inline constexpr quint64 moreFollows = 0x80;
inline constexpr std::size_t maxNumberBytes = 10; // of 64 bits
// Of one section that are numbered; further ones are written each time.
inline constexpr std::size_t maxTexts = 65'535;
// Of one list of a row.
inline constexpr quint64 maxListSize = 512;

constexpr WorkerState lastOf(WorkerState)
{
    return WorkerState::Backoff;
}
constexpr CallState lastOf(CallState)
{
    return CallState::TimedOut;
}
constexpr HistoryMark::Kind lastOf(HistoryMark::Kind)
{
    return HistoryMark::Kind::Draining;
}
constexpr LogLine::Level lastOf(LogLine::Level)
{
    return LogLine::Level::Output;
}
constexpr Priority lastOf(Priority)
{
    return Priority::High;
}
constexpr ErrorCode lastOf(ErrorCode)
{
    return ErrorCode::ProtocolError;
}

// What is written reaches the array in pieces, for which one growth each is enough: all of it only
// when the writer is gone. Texts must stay where they are until then.
class SectionWriter
{
public:
    template <typename T>
    using Ref = const T &;

    explicit SectionWriter(QByteArray &out)
        : m_out(out)
    {}
    ~SectionWriter() { flush(); }
    Q_DISABLE_COPY_MOVE(SectionWriter)

    template <typename... Fields>
    void operator()(const Fields &...fields)
    {
        (put(fields), ...);
    }
    // The difference to the time before: most are near each other. 0 is never.
    template <typename... Times>
    void times(const Times &...times)
    {
        (putTime(times), ...);
    }
    void number(quint64 value)
    {
        if (m_pieceBytes + maxNumberBytes > m_piece.size())
            flush();
        for (; value >= moreFollows; value >>= bitsPerByte)
            m_piece[m_pieceBytes++] = char(value | moreFollows);
        m_piece[m_pieceBytes++] = char(value);
    }

private:
    template <typename T>
    std::enable_if_t<std::is_integral_v<T>> put(T value)
    {
        number(quint64(value));
    }
    template <typename T>
    std::enable_if_t<std::is_enum_v<T>> put(T value)
    {
        number(quint64(value));
    }
    void put(double value);
    void put(const QString &text);
    void put(const std::vector<quint64> &list);
    void putTime(qint64 time);
    void putNew(const QString &text);
    void flush();

    struct Seen // a text by its place, which is sooner compared than its characters
    {
        const QChar *characters = nullptr;
        qsizetype size = 0;
        quint32 number = 0;
    };
    // Two texts that every row has must not push each other out.
    using SeenPair = std::array<Seen, 2>;

    QByteArray &m_out;
    std::array<char, 512> m_piece;
    std::size_t m_pieceBytes = 0;
    std::array<SeenPair, 64> m_seen = {};
    QHash<QString, quint32> m_texts;
    quint64 m_lastTime = 0;
};

class SectionReader
{
public:
    template <typename T>
    using Ref = T &;

    explicit SectionReader(QByteArrayView bytes)
        : m_in(bytes)
    {}

    template <typename... Fields>
    void operator()(Fields &...fields)
    {
        (get(fields), ...);
    }
    template <typename... Times>
    void times(Times &...times)
    {
        (getTime(times), ...);
    }
    quint64 number();
    // How many rows follow, each of at least one byte.
    quint64 count();

    bool failed() const { return m_in.failed(); }
    bool atEnd() const { return m_in.atEnd(); }
    void fail() { m_in.fail(); }

private:
    template <typename T>
    std::enable_if_t<std::is_integral_v<T>> get(T &value)
    {
        const quint64 wire = number();
        // A negative number is written as the unsigned one of the same bits.
        if (std::is_unsigned_v<T> && wire > quint64(std::numeric_limits<T>::max()))
            m_in.fail();
        value = T(wire);
    }
    template <typename T>
    std::enable_if_t<std::is_enum_v<T>> get(T &value)
    {
        const quint64 wire = number();
        if (wire > quint64(lastOf(T())))
            m_in.fail();
        else
            value = T(wire);
    }
    void get(double &value);
    void get(QString &text);
    void get(std::vector<quint64> &list);
    void getTime(qint64 &time);

    ByteReader m_in;
    std::vector<QString> m_texts;
    quint64 m_lastTime = 0;
};

} // namespace Amp::Feed
