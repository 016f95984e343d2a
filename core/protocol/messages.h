// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <array>
#include <variant>
#include <vector>

#include "core/protocol/errorcode.h"
#include "core/protocol/frame.h"
#include "core/protocol/result.h"

// The messages of the protocol, one struct each, fields in the order of the wire. Views point into
// the frame that was read and are valid as long as its bytes are. resources/docs/protocol.md is
// normative for the layout and the meaning of every field.
namespace Amp::Wire {

inline constexpr quint32 magic = 0x414d5031; // "AMP1"
inline constexpr quint16 version = 1;

using SessionId = std::array<char, 16>;

// Client to server, first on a connection.
struct Hello
{
    static constexpr MessageType type = MessageType::Hello;
    quint16 version = Wire::version;
    std::vector<QByteArray> capabilities;
    QByteArray program; // what the client calls itself, UTF-8
    quint32 pid = 0;    // together with program and address: the identity that takes turns
};

// Server to client: the answer to Hello, after which calls may be sent.
struct Welcome
{
    static constexpr MessageType type = MessageType::Welcome;
    quint16 version = Wire::version;
    std::vector<QByteArray> capabilities;
    SessionId session = {};
    quint64 epoch = 0;           // another one after each start of the server
    quint32 windowCalls = 0;     // calls that may be unfinished at a time
    quint64 windowBytes = 0;     // bytes of their frames
    quint32 maxPayloadBytes = 0; // of one call's arguments or one result's value
};

// Server to client, before it closes a connection that it does not serve.
struct Refuse
{
    static constexpr MessageType type = MessageType::Refuse;
    ErrorCode code = ErrorCode::None;
    QByteArray message;
};

// Client to server, and server to worker with another id and otherwise the same bytes.
struct Call
{
    static constexpr MessageType type = MessageType::Call;
    static constexpr quint8 idempotentFlag = 0x01;

    Priority priority = Priority::Normal;
    quint8 flags = 0;
    quint32 timeoutMs = 0;    // longest run time; 0: no bound
    quint32 deadlineMs = 0;   // what remains until it must have started; 0: no bound
    QByteArrayView procedure; // quint16 length
    QByteArrayView metadata;  // quint16 length; key, value, key, value, each with a quint16 length
    QByteArrayView arguments; // the rest: an encoded argument list
};

// Client to server, server to worker: the call is not wanted any more. No answer of its own.
struct Cancel
{
    static constexpr MessageType type = MessageType::Cancel;
};

// Worker to server to client: how far a running call has come.
struct Progress
{
    static constexpr MessageType type = MessageType::Progress;
    quint64 done = 0;
    quint64 total = 0; // 0: not known
    QByteArrayView text;
};

// Worker to server to client: a part of a result, before the result itself.
struct Part
{
    static constexpr MessageType type = MessageType::Part;
    QByteArrayView value; // the rest: one encoded value
};

// How a call ran. A worker fills in the run time; the server adds the other two.
struct Timing
{
    quint64 ranMicroseconds = 0;
    quint64 waitedMicroseconds = 0;
    quint32 workerPid = 0;
};

// Worker to server to client: the call succeeded.
struct Result
{
    static constexpr MessageType type = MessageType::Result;
    Timing timing;
    QByteArrayView value; // the rest: one encoded value
};

// Worker to server to client: the call ended without a value.
struct Error
{
    static constexpr MessageType type = MessageType::Error;
    Timing timing;
    ErrorCode code = ErrorCode::None;
    Execution execution = Execution::Unknown;
    quint8 attempts = 0;    // how often a worker was given the call
    QByteArrayView message; // UTF-8
    QByteArrayView details; // the rest: one encoded QVariantMap, or nothing
};

struct ProcedureInfo
{
    QByteArray name;
    QByteArray signature; // "add(int, int) -> int"
    QByteArray documentation;
    bool builtIn = false; // part of every worker; hidden by an include's procedure of that name

    bool operator==(const ProcedureInfo &) const = default;
};

// Worker to server, first on a link.
struct Ready
{
    static constexpr MessageType type = MessageType::Ready;
    quint16 version = Wire::version;
    std::vector<QByteArray>
        capabilities; // "raw": takes and gives one QByteArray, without the codec
    quint32 pid = 0;
    std::vector<ProcedureInfo> procedures;
};

struct Ping
{
    static constexpr MessageType type = MessageType::Ping;
};

// The answer to a Ping, with its id.
struct Pong
{
    static constexpr MessageType type = MessageType::Pong;
};

// Either side, before it closes on purpose.
struct Goodbye
{
    static constexpr MessageType type = MessageType::Goodbye;
    QByteArray reason;
};

// Client to server: what it wants to be told of the server itself, from now on and in place of what
// it has asked for before. A Snapshot follows, then Deltas.
struct Subscribe
{
    static constexpr MessageType type = MessageType::Subscribe;
    quint32 topics = 0;     // Feed::Topics; 0: nothing any more
    quint16 intervalMs = 0; // between two messages, 100 to 10,000; 0: nothing any more
};

// Server to client: everything of the topics, with the id of the Subscribe.
struct Snapshot
{
    static constexpr MessageType type = MessageType::Snapshot;
    static constexpr quint8 mayOperateFlag = 0x01;
    quint64 sequence = 0; // of this connection's Snapshots and Deltas, ascending by one
    quint64 epoch = 0;    // as in Welcome
    quint8 flags = 0;
    quint32 skippedTicks = 0; // as in Delta
    QByteArrayView sections;  // the rest: see core/stats/feedcodec.h
};

// Server to client: what has changed since the message before.
struct Delta
{
    static constexpr MessageType type = MessageType::Delta;
    quint64 sequence = 0;
    quint32 skippedTicks = 0; // before this one, since the client had too much left to read
    QByteArrayView sections;
};

// Client to server: operates the server, see the table of verbs in protocol.md.
struct Command
{
    static constexpr MessageType type = MessageType::Command;
    QByteArrayView verb;      // quint16 length
    QByteArrayView arguments; // the rest: an encoded argument list
};

// Server to client: the answer to a Command, with its id.
struct Reply
{
    static constexpr MessageType type = MessageType::Reply;
    ErrorCode code = ErrorCode::None;
    QByteArrayView message; // a sentence when code is not None
    QByteArrayView value;   // the rest: one encoded value
};

using Message =
    std::variant<Hello, Welcome, Refuse, Call, Cancel, Progress, Part, Result, Error, Ready, Ping,
                 Pong, Goodbye, Subscribe, Snapshot, Delta, Command, Reply>;

// Reads the message of a whole frame. Error: ProtocolError, a sentence that names message and
// field.
AMP_CORE_EXPORT Amp::Result<Message> parse(const Frame &frame);

// The same for the two messages that make up nearly all traffic. False when the frame holds another
// one or a wrong one, and then parse() says which.
AMP_CORE_EXPORT bool readCall(const Frame &frame, Call &call);
AMP_CORE_EXPORT bool readResult(const Frame &frame, Result &result);

// Single fields of a whole Call frame that has been read before.
QByteArrayView procedureOf(QByteArrayView callFrame);
AMP_CORE_EXPORT QByteArrayView argumentsOf(QByteArrayView callFrame);
inline quint32 timeoutOf(QByteArrayView callFrame)
{
    return qFromBigEndian<quint32>(callFrame.data() + Frame::headerBytes + 2);
}
inline quint32 deadlineOf(QByteArrayView callFrame)
{
    return qFromBigEndian<quint32>(callFrame.data() + Frame::headerBytes + 6);
}

// Appends the frame of a message.
template <typename M>
void write(QByteArray &out, quint64 id, const M &message);

// A Result frame up to its value, for who has the value somewhere else.
using ResultHead = std::array<char, Frame::headerBytes + 20>;
ResultHead resultHead(quint64 id, const Timing &timing, qsizetype valueBytes);

// Gives a whole frame another id, in place. The server forwards calls and replies this way.
void setFrameId(char *frame, quint64 id);
// Gives a whole Call frame another deadline, in place: it has waited before it is sent.
AMP_CORE_EXPORT void setFrameDeadline(char *frame, quint32 deadlineMs);

} // namespace Amp::Wire
