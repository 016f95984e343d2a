// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/protocol/messages.h"

#include "core/protocol/bytes.h"

namespace Amp::Wire {

namespace {

constexpr int maxCapabilities = 64;
constexpr int maxProcedures = 20'000;

// Short strings: quint16 length, then the bytes.
void writeShort(ByteWriter &out, QByteArrayView bytes)
{
    out.write(quint16(bytes.size()));
    out.append(bytes);
}

QByteArrayView readShort(ByteReader &in)
{
    return in.take(in.read<quint16>());
}

template <typename E>
E readEnum(ByteReader &in, E last)
{
    const auto number = in.read<std::underlying_type_t<E>>();
    if (number > std::underlying_type_t<E>(last))
        in.fail();
    return E(number);
}

void writeCapabilities(ByteWriter &out, const std::vector<QByteArray> &capabilities)
{
    out.write(quint16(capabilities.size()));
    for (const QByteArray &capability : capabilities)
        writeShort(out, capability);
}

std::vector<QByteArray> readCapabilities(ByteReader &in)
{
    std::vector<QByteArray> capabilities;
    const auto count = in.read<quint16>();
    if (count > maxCapabilities)
        in.fail();
    for (int i = 0; i < count && !in.failed(); ++i)
        capabilities.push_back(readShort(in).toByteArray());
    return capabilities;
}

void readMagic(ByteReader &in)
{
    if (in.read<quint32>() != magic)
        in.fail();
}

// Fields are written and read by the functions that follow: each pair stands together and has the
// same order, which is that of the struct.

void writeFields(ByteWriter &out, const Hello &m)
{
    out.write(magic);
    out.write(m.version);
    writeCapabilities(out, m.capabilities);
    writeShort(out, m.program);
    out.write(m.pid);
}

void readFields(ByteReader &in, Hello &m)
{
    readMagic(in);
    m.version = in.read<quint16>();
    m.capabilities = readCapabilities(in);
    m.program = readShort(in).toByteArray();
    m.pid = in.read<quint32>();
}

void writeFields(ByteWriter &out, const Welcome &m)
{
    out.write(magic);
    out.write(m.version);
    writeCapabilities(out, m.capabilities);
    out.append(QByteArrayView(m.session.data(), qsizetype(m.session.size())));
    out.write(m.epoch);
    out.write(m.windowCalls);
    out.write(m.windowBytes);
    out.write(m.maxPayloadBytes);
}

void readFields(ByteReader &in, Welcome &m)
{
    readMagic(in);
    m.version = in.read<quint16>();
    m.capabilities = readCapabilities(in);
    const QByteArrayView session = in.take(qsizetype(m.session.size()));
    std::copy(session.begin(), session.end(), m.session.begin());
    m.epoch = in.read<quint64>();
    m.windowCalls = in.read<quint32>();
    m.windowBytes = in.read<quint64>();
    m.maxPayloadBytes = in.read<quint32>();
}

void writeFields(ByteWriter &out, const Refuse &m)
{
    out.write(quint16(m.code));
    out.writeBytes(m.message);
}

void readFields(ByteReader &in, Refuse &m)
{
    m.code = readEnum(in, ErrorCode::ProtocolError);
    m.message = in.takeBytes().toByteArray();
}

void writeFields(ByteWriter &out, const Call &m)
{
    out.write(quint8(m.priority));
    out.write(m.flags);
    out.write(m.timeoutMs);
    out.write(m.deadlineMs);
    writeShort(out, m.procedure);
    writeShort(out, m.metadata);
    out.append(m.arguments);
}

void readFields(ByteReader &in, Call &m)
{
    m.priority = readEnum(in, Priority::High);
    m.flags = in.read<quint8>();
    m.timeoutMs = in.read<quint32>();
    m.deadlineMs = in.read<quint32>();
    m.procedure = readShort(in);
    m.metadata = readShort(in);
    m.arguments = in.takeRest();
    if (m.procedure.isEmpty() || m.procedure.size() > Limits::maxProcedureNameBytes ||
        m.metadata.size() > Limits::maxMetadataBytes)
        in.fail();
}

void writeFields(ByteWriter &, const Cancel &) {}
void readFields(ByteReader &, Cancel &) {}

void writeFields(ByteWriter &out, const Progress &m)
{
    out.write(m.done);
    out.write(m.total);
    out.writeBytes(m.text);
}

void readFields(ByteReader &in, Progress &m)
{
    m.done = in.read<quint64>();
    m.total = in.read<quint64>();
    m.text = in.takeBytes();
}

void writeFields(ByteWriter &out, const Part &m)
{
    out.append(m.value);
}

void readFields(ByteReader &in, Part &m)
{
    m.value = in.takeRest();
}

constexpr qsizetype timingBytes = 2 * sizeof(quint64) + sizeof(quint32);

void writeTiming(char *fields, const Timing &timing)
{
    qToBigEndian(timing.ranMicroseconds, fields);
    qToBigEndian(timing.waitedMicroseconds, fields + 8);
    qToBigEndian(timing.workerPid, fields + 16);
}

void writeFields(ByteWriter &out, const Timing &m)
{
    writeTiming(out.extend(timingBytes), m);
}

void readFields(ByteReader &in, Timing &m)
{
    m.ranMicroseconds = in.read<quint64>();
    m.waitedMicroseconds = in.read<quint64>();
    m.workerPid = in.read<quint32>();
}

void writeFields(ByteWriter &out, const Result &m)
{
    writeFields(out, m.timing);
    out.append(m.value);
}

void readFields(ByteReader &in, Result &m)
{
    readFields(in, m.timing);
    m.value = in.takeRest();
}

void writeFields(ByteWriter &out, const Error &m)
{
    writeFields(out, m.timing);
    out.write(quint16(m.code));
    out.write(quint8(m.execution));
    out.write(m.attempts);
    out.writeBytes(m.message);
    out.append(m.details);
}

void readFields(ByteReader &in, Error &m)
{
    readFields(in, m.timing);
    m.code = readEnum(in, ErrorCode::ProtocolError);
    m.execution = readEnum(in, Execution::Unknown);
    m.attempts = in.read<quint8>();
    m.message = in.takeBytes();
    m.details = in.takeRest();
    if (m.code == ErrorCode::None)
        in.fail();
}

void writeFields(ByteWriter &out, const ProcedureInfo &m)
{
    writeShort(out, m.name);
    out.writeBytes(m.signature);
    out.writeBytes(m.documentation);
    out.write(quint8(m.builtIn));
}

void readFields(ByteReader &in, ProcedureInfo &m)
{
    m.name = readShort(in).toByteArray();
    m.signature = in.takeBytes().toByteArray();
    m.documentation = in.takeBytes().toByteArray();
    m.builtIn = in.read<quint8>() != 0;
    if (m.name.isEmpty() || m.name.size() > Limits::maxProcedureNameBytes)
        in.fail();
}

void writeFields(ByteWriter &out, const Ready &m)
{
    out.write(magic);
    out.write(m.version);
    writeCapabilities(out, m.capabilities);
    out.write(m.pid);
    out.write(quint16(m.procedures.size()));
    for (const ProcedureInfo &procedure : m.procedures)
        writeFields(out, procedure);
}

void readFields(ByteReader &in, Ready &m)
{
    readMagic(in);
    m.version = in.read<quint16>();
    m.capabilities = readCapabilities(in);
    m.pid = in.read<quint32>();
    const auto count = in.read<quint16>();
    if (count > maxProcedures)
        in.fail();
    for (int i = 0; i < count && !in.failed(); ++i)
        readFields(in, m.procedures.emplace_back());
}

void writeFields(ByteWriter &, const Ping &) {}
void readFields(ByteReader &, Ping &) {}
void writeFields(ByteWriter &, const Pong &) {}
void readFields(ByteReader &, Pong &) {}

void writeFields(ByteWriter &out, const Goodbye &m)
{
    out.writeBytes(m.reason);
}

void readFields(ByteReader &in, Goodbye &m)
{
    m.reason = in.takeBytes().toByteArray();
}

void writeFields(ByteWriter &out, const Subscribe &m)
{
    out.write(m.topics);
    out.write(m.intervalMs);
}

void readFields(ByteReader &in, Subscribe &m)
{
    m.topics = in.read<quint32>();
    m.intervalMs = in.read<quint16>();
}

void writeFields(ByteWriter &out, const Snapshot &m)
{
    out.write(m.sequence);
    out.write(m.epoch);
    out.write(m.flags);
    out.write(m.skippedTicks);
    out.append(m.sections);
}

void readFields(ByteReader &in, Snapshot &m)
{
    m.sequence = in.read<quint64>();
    m.epoch = in.read<quint64>();
    m.flags = in.read<quint8>();
    m.skippedTicks = in.read<quint32>();
    m.sections = in.takeRest();
}

void writeFields(ByteWriter &out, const Delta &m)
{
    out.write(m.sequence);
    out.write(m.skippedTicks);
    out.append(m.sections);
}

void readFields(ByteReader &in, Delta &m)
{
    m.sequence = in.read<quint64>();
    m.skippedTicks = in.read<quint32>();
    m.sections = in.takeRest();
}

void writeFields(ByteWriter &out, const Command &m)
{
    writeShort(out, m.verb);
    out.append(m.arguments);
}

void readFields(ByteReader &in, Command &m)
{
    m.verb = readShort(in);
    m.arguments = in.takeRest();
}

void writeFields(ByteWriter &out, const Reply &m)
{
    out.write(quint16(m.code));
    out.writeBytes(m.message);
    out.append(m.value);
}

void readFields(ByteReader &in, Reply &m)
{
    m.code = readEnum(in, ErrorCode::ProtocolError);
    m.message = in.takeBytes();
    m.value = in.takeRest();
}

// Where the fields of a Call frame lie.
constexpr qsizetype deadlineOffset = Frame::headerBytes + 2 * sizeof(quint8) + sizeof(quint32);
constexpr qsizetype procedureOffset = deadlineOffset + sizeof(quint32);

QByteArrayView shortAt(QByteArrayView frame, qsizetype offset)
{
    const auto size = qFromBigEndian<quint16>(frame.data() + offset);
    return frame.sliced(offset + qsizetype(sizeof size), size);
}

qsizetype endOf(QByteArrayView part, QByteArrayView frame)
{
    return part.data() + part.size() - frame.data();
}

template <typename M>
bool read(const Frame &frame, M &message)
{
    ByteReader in(frame.body);
    readFields(in, message);
    return !in.failed() && in.atEnd();
}

template <typename M>
Amp::Result<Message> parseAs(const Frame &frame, const char *name)
{
    M message;
    if (!read(frame, message))
        return {ErrorCode::ProtocolError,
                QStringLiteral("A %1 message of %2 bytes does not have the fields of the protocol.")
                    .arg(QLatin1StringView(name))
                    .arg(frame.bytes.size())};
    return Message(std::move(message));
}

} // namespace

Amp::Result<Message> parse(const Frame &frame)
{
    switch (MessageType(frame.type)) {
    case MessageType::Hello:
        return parseAs<Hello>(frame, "Hello");
    case MessageType::Welcome:
        return parseAs<Welcome>(frame, "Welcome");
    case MessageType::Refuse:
        return parseAs<Refuse>(frame, "Refuse");
    case MessageType::Call:
        return parseAs<Call>(frame, "Call");
    case MessageType::Cancel:
        return parseAs<Cancel>(frame, "Cancel");
    case MessageType::Progress:
        return parseAs<Progress>(frame, "Progress");
    case MessageType::Part:
        return parseAs<Part>(frame, "Part");
    case MessageType::Result:
        return parseAs<Result>(frame, "Result");
    case MessageType::Error:
        return parseAs<Error>(frame, "Error");
    case MessageType::Ready:
        return parseAs<Ready>(frame, "Ready");
    case MessageType::Ping:
        return parseAs<Ping>(frame, "Ping");
    case MessageType::Pong:
        return parseAs<Pong>(frame, "Pong");
    case MessageType::Goodbye:
        return parseAs<Goodbye>(frame, "Goodbye");
    case MessageType::Subscribe:
        return parseAs<Subscribe>(frame, "Subscribe");
    case MessageType::Snapshot:
        return parseAs<Snapshot>(frame, "Snapshot");
    case MessageType::Delta:
        return parseAs<Delta>(frame, "Delta");
    case MessageType::Command:
        return parseAs<Command>(frame, "Command");
    case MessageType::Reply:
        return parseAs<Reply>(frame, "Reply");
    }
    return {ErrorCode::ProtocolError,
            QStringLiteral("A message of type %1 is not part of the protocol.").arg(frame.type)};
}

bool readCall(const Frame &frame, Call &call)
{
    return frame.type == quint8(MessageType::Call) && read(frame, call);
}

bool readResult(const Frame &frame, Result &result)
{
    return frame.type == quint8(MessageType::Result) && read(frame, result);
}

QByteArrayView procedureOf(QByteArrayView callFrame)
{
    return shortAt(callFrame, procedureOffset);
}

QByteArrayView argumentsOf(QByteArrayView callFrame)
{
    const QByteArrayView metadata = shortAt(callFrame, endOf(procedureOf(callFrame), callFrame));
    return callFrame.sliced(endOf(metadata, callFrame));
}

template <typename M>
void write(QByteArray &out, quint64 id, const M &message)
{
    const qsizetype start = out.size();
    ByteWriter writer(out);
    char *header = writer.extend(Frame::headerBytes);
    header[Frame::sizeBytes] = char(M::type);
    setFrameId(header, id);
    writeFields(writer, message);
    writer.patch(start, quint32(out.size() - start - Frame::sizeBytes));
}

template AMP_CORE_EXPORT void write(QByteArray &, quint64, const Hello &);
template AMP_CORE_EXPORT void write(QByteArray &, quint64, const Welcome &);
template AMP_CORE_EXPORT void write(QByteArray &, quint64, const Refuse &);
template AMP_CORE_EXPORT void write(QByteArray &, quint64, const Call &);
template AMP_CORE_EXPORT void write(QByteArray &, quint64, const Cancel &);
template AMP_CORE_EXPORT void write(QByteArray &, quint64, const Progress &);
template AMP_CORE_EXPORT void write(QByteArray &, quint64, const Part &);
template AMP_CORE_EXPORT void write(QByteArray &, quint64, const Result &);
template AMP_CORE_EXPORT void write(QByteArray &, quint64, const Error &);
template AMP_CORE_EXPORT void write(QByteArray &, quint64, const Ready &);
template AMP_CORE_EXPORT void write(QByteArray &, quint64, const Ping &);
template AMP_CORE_EXPORT void write(QByteArray &, quint64, const Pong &);
template AMP_CORE_EXPORT void write(QByteArray &, quint64, const Goodbye &);
template AMP_CORE_EXPORT void write(QByteArray &, quint64, const Subscribe &);
template AMP_CORE_EXPORT void write(QByteArray &, quint64, const Snapshot &);
template AMP_CORE_EXPORT void write(QByteArray &, quint64, const Delta &);
template AMP_CORE_EXPORT void write(QByteArray &, quint64, const Command &);
template AMP_CORE_EXPORT void write(QByteArray &, quint64, const Reply &);

ResultHead resultHead(quint64 id, const Timing &timing, qsizetype valueBytes)
{
    ResultHead head;
    static_assert(head.size() == Frame::headerBytes + timingBytes);
    qToBigEndian(quint32(qsizetype(head.size()) + valueBytes - Frame::sizeBytes), head.data());
    head[Frame::sizeBytes] = char(MessageType::Result);
    setFrameId(head.data(), id);
    writeTiming(head.data() + Frame::headerBytes, timing);
    return head;
}

void setFrameId(char *frame, quint64 id)
{
    qToBigEndian(id, frame + Frame::sizeBytes + 1);
}

void setFrameDeadline(char *frame, quint32 deadlineMs)
{
    qToBigEndian(deadlineMs, frame + deadlineOffset);
}

} // namespace Amp::Wire
