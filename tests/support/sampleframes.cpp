// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "tests/support/sampleframes.h"

#include "core/protocol/valuecodec.h"
#include "core/stats/feedcodec.h"

namespace Amp::Test {

namespace {

template <typename M>
SampleFrame frameOf(const char *name, quint64 id, const M &message, qsizetype restBytes = 0)
{
    return {name, frameWith(id, message), restBytes};
}

Wire::Welcome makeWelcome()
{
    Wire::Welcome welcome;
    for (std::size_t i = 0; i < welcome.session.size(); ++i)
        welcome.session[i] = char(i);
    welcome.epoch = 5;
    welcome.windowCalls = 1000;
    welcome.windowBytes = 1024 * 1024;
    welcome.maxPayloadBytes = 65'536;
    return welcome;
}

QByteArray logSection(std::vector<Feed::LogLine> lines)
{
    Feed::Update update;
    update.log = std::move(lines);
    QByteArray section;
    Feed::writeSection(section, Feed::Topic::Log, update);
    return section;
}

} // namespace

Wire::Call sampleCall(QByteArrayView arguments)
{
    Wire::Call call;
    call.priority = Priority::High;
    call.flags = Wire::Call::idempotentFlag;
    call.timeoutMs = 2000;
    call.deadlineMs = 5000;
    call.procedure = "add";
    call.metadata = QByteArrayView("\0\5trace\0\1"
                                   "7",
                                   10);
    call.arguments = arguments;
    return call;
}

std::vector<SampleFrame> sampleFrames()
{
    const Wire::Timing timing{12, 34, 99};
    const QByteArray arguments = *encodeArguments({2, 3});
    const QByteArray part = *encodeValue(4);
    const QByteArray result = *encodeValue(5);
    const QByteArray noArguments = *encodeArguments({});
    const QByteArray text = *encodeValue(QStringLiteral("ok"));
    const std::vector<Wire::ProcedureInfo> procedures = {
        {"add", "add(int, int) -> int", "Adds.", false}, {"echo", "echo(any) -> any", "", true}};
    const QByteArray noLines = logSection({});
    const QByteArray lines =
        logSection({{9, 300, Feed::LogLine::Level::Output, 7, 41, QStringLiteral("up")},
                    {10, 299, Feed::LogLine::Level::Warning, 0, 0, QStringLiteral("up")}});
    return {
        frameOf("Hello", 0, Wire::Hello{Wire::version, {}, "demo", 4711}),
        frameOf("Welcome", 0, makeWelcome()),
        frameOf("Refuse", 0, Wire::Refuse{ErrorCode::NotPermitted, "No."}),
        frameOf("Call", 1, sampleCall(arguments), arguments.size()),
        frameOf("Cancel", 1, Wire::Cancel()),
        frameOf("Progress", 1, Wire::Progress{3, 10, "reading"}),
        frameOf("Part", 1, Wire::Part{part}, part.size()),
        frameOf("Result", 1, Wire::Result{timing, result}, result.size()),
        frameOf("Error", 1,
                Wire::Error{
                    timing, ErrorCode::ProcedureFailed, Execution::Started, 1, "It broke.", {}}),
        frameOf("Ready", 0, Wire::Ready{Wire::version, {"raw"}, 99, procedures}),
        frameOf("Ping", 8, Wire::Ping()),
        frameOf("Pong", 8, Wire::Pong()),
        frameOf("Goodbye", 0, Wire::Goodbye{"Bye."}),
        frameOf("Subscribe", 3, Wire::Subscribe{Feed::bit(Feed::Topic::Log), 100}),
        frameOf("Snapshot", 3, Wire::Snapshot{1, 5, Wire::Snapshot::mayOperateFlag, 0, noLines},
                noLines.size()),
        frameOf("Delta", 3, Wire::Delta{2, 4, lines}, lines.size()),
        frameOf("Command", 2, Wire::Command{"stats", noArguments}, noArguments.size()),
        frameOf("Reply", 2, Wire::Reply{ErrorCode::None, {}, text}, text.size()),
    };
}

} // namespace Amp::Test
