// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

// Holds Wire::write(), scanFrame() and Wire::parse() to resources/docs/protocol.md.

#include <QFile>
#include <QTest>

#include "core/protocol/bytes.h"
#include "core/protocol/messages.h"
#include "core/protocol/valuecodec.h"
#include "tests/support/sampleframes.h"

using namespace Amp;
using namespace Amp::Test;

namespace {

Frame frameOf(const QByteArray &bytes)
{
    const FrameScan scan = scanFrame(bytes);
    return scan.status == FrameStatus::Complete ? scan.frame : Frame();
}

// readCall() and parse() agree on what a Call is, and what is in it.
bool agreeOnCalls(const Frame &frame)
{
    const auto message = Wire::parse(frame);
    const auto *expected = message ? std::get_if<Wire::Call>(&*message) : nullptr;
    Wire::Call call;
    if (Wire::readCall(frame, call) != bool(expected))
        return false;
    return !expected || frameWith(frame.id, call) == frameWith(frame.id, *expected);
}

// The frame with another body behind its header.
QByteArray withBody(const QByteArray &frame, const QByteArray &body)
{
    QByteArray bytes = frame.first(Frame::headerBytes) + body;
    qToBigEndian(quint32(bytes.size() - Frame::sizeBytes), bytes.data());
    return bytes;
}

// The frame with some bytes of its body replaced.
QByteArray patched(const QByteArray &frame, qsizetype offset, const QByteArray &bytes)
{
    QByteArray copy = frame;
    return copy.replace(Frame::headerBytes + offset, bytes.size(), bytes);
}

} // namespace

class TestProtocol : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void workedBytes();
    void roundTrip_data() { addSamples(); }
    void roundTrip();
    void truncationIsRefused_data() { addSamples(); }
    void truncationIsRefused();
    void whatFollowsIsRefused_data() { addSamples(); }
    void whatFollowsIsRefused();
    void wrongFieldIsRefused_data();
    void wrongFieldIsRefused();
    void unknownTypeIsRefused();
    void scan_data();
    void scan();
    void framesInARow();
    void fieldsInPlace();

private:
    static void addSamples();
};

void TestProtocol::addSamples()
{
    QTest::addColumn<QByteArray>("frame");
    QTest::addColumn<qsizetype>("restBytes");
    for (const SampleFrame &each : sampleFrames())
        QTest::newRow(each.name) << each.frame << each.restBytes;
}

// An indented line that begins with the name of a message, then its bytes, indented further.
void TestProtocol::workedBytes()
{
    QFile document(QStringLiteral(AMP_SOURCE_DIR "/resources/docs/protocol.md"));
    QVERIFY(document.open(QIODevice::ReadOnly));
    const QByteArray text = document.readAll();
    const qsizetype start = text.indexOf("\n## Worked bytes\n");
    QVERIFY(start > 0);

    QList<QPair<QByteArray, QByteArray>> worked;
    for (const QByteArray &line : text.sliced(start).split('\n')) {
        if (line.startsWith("        "))
            worked.last().second += QByteArray::fromHex(line.simplified().replace(' ', ""));
        else if (line.startsWith("    "))
            worked.append({line.trimmed().split(',').first(), {}});
    }

    const std::vector<SampleFrame> expected = sampleFrames();
    QCOMPARE(worked.size(), qsizetype(expected.size()));
    for (std::size_t i = 0; i < expected.size(); ++i) {
        QCOMPARE(worked[qsizetype(i)].first, QByteArray(expected[i].name));
        QCOMPARE(worked[qsizetype(i)].second.toHex(' '), expected[i].frame.toHex(' '));
    }
}

// The worked bytes hold write() to the document; that parse() and write() are inverse holds
// parse().
void TestProtocol::roundTrip()
{
    QFETCH(QByteArray, frame);
    const Frame scanned = frameOf(frame);
    QCOMPARE(scanned.bytes.size(), frame.size());
    const auto message = Wire::parse(scanned);
    QVERIFY2(message, qPrintable(message ? QString() : message.error().message()));

    QByteArray written;
    std::visit([&](const auto &m) { Wire::write(written, scanned.id, m); }, *message);
    QCOMPARE(written.toHex(' '), frame.toHex(' '));
    QVERIFY(agreeOnCalls(scanned));
}

void TestProtocol::truncationIsRefused()
{
    QFETCH(QByteArray, frame);
    QFETCH(qsizetype, restBytes);
    const QByteArray body = frame.sliced(Frame::headerBytes);
    for (qsizetype size = 0; size < body.size() - restBytes; ++size) {
        const QByteArray bytes = withBody(frame, body.first(size));
        const auto message = Wire::parse(frameOf(bytes));
        QVERIFY2(!message, qPrintable(QStringLiteral("%1 bytes of a body").arg(size)));
        QCOMPARE(message.error().code(), ErrorCode::ProtocolError);
        QVERIFY(message.error().message().contains(QLatin1StringView(QTest::currentDataTag())));
        QVERIFY(agreeOnCalls(frameOf(bytes)));
    }
}

void TestProtocol::whatFollowsIsRefused()
{
    QFETCH(QByteArray, frame);
    QFETCH(qsizetype, restBytes);
    const QByteArray bytes = withBody(frame, frame.sliced(Frame::headerBytes) + '\0');
    const bool takesRest = restBytes > 0 || qstrcmp(QTest::currentDataTag(), "Error") == 0;
    QCOMPARE(bool(Wire::parse(frameOf(bytes))), takesRest);
}

void TestProtocol::wrongFieldIsRefused_data()
{
    QTest::addColumn<QByteArray>("frame");
    QHash<QByteArray, QByteArray> frames;
    for (const SampleFrame &each : sampleFrames())
        frames[each.name] = each.frame;
    const auto add = [&](const char *what, const char *name, qsizetype offset, QByteArray bytes) {
        QTest::newRow(what) << patched(frames[name], offset, bytes);
    };
    add("magic of Hello", "Hello", 0, "AMP2");
    add("magic of Welcome", "Welcome", 0, "amp1");
    add("magic of Ready", "Ready", 3, "0");
    add("capabilities of Hello", "Hello", 6, QByteArray::fromHex("ffff"));
    add("priority", "Call", 0, "\3");
    add("code of Refuse", "Refuse", 0, QByteArray::fromHex("0011"));
    add("code of Reply", "Reply", 0, QByteArray::fromHex("ffff"));
    add("code of Error", "Error", 20, QByteArray::fromHex("0011"));
    add("no code in Error", "Error", 20, QByteArray::fromHex("0000"));
    add("execution", "Error", 22, "\4");
    add("length of a text", "Goodbye", 0, QByteArray::fromHex("ffffffff"));
    add("count of procedures", "Ready", 17, QByteArray::fromHex("ffff"));

    const auto addCall = [](const char *what, qsizetype nameBytes, qsizetype metadataBytes) {
        const QByteArray name(nameBytes, 'n');
        const QByteArray metadata(metadataBytes, 'm');
        Wire::Call call;
        call.procedure = name;
        call.metadata = metadata;
        QTest::newRow(what) << frameWith(1, call);
    };
    addCall("no procedure", 0, 0);
    addCall("too long a procedure", 256, 0);
    addCall("too much metadata", 1, 1025);
    QTest::newRow("too many capabilities")
        << frameWith(0, Wire::Hello{Wire::version, std::vector<QByteArray>(65, "c"), "demo", 1});
    QTest::newRow("a procedure without a name")
        << frameWith(0, Wire::Ready{Wire::version, {}, 1, {Wire::ProcedureInfo()}});
}

void TestProtocol::wrongFieldIsRefused()
{
    QFETCH(QByteArray, frame);
    const Frame scanned = frameOf(frame);
    QVERIFY(!scanned.bytes.isEmpty());
    const auto message = Wire::parse(scanned);
    QVERIFY(!message);
    QCOMPARE(message.error().code(), ErrorCode::ProtocolError);
    QVERIFY(message.error().message().endsWith(QLatin1Char('.')));
    QVERIFY(agreeOnCalls(scanned));
}

void TestProtocol::unknownTypeIsRefused()
{
    std::array<bool, 256> isKnown = {};
    for (const SampleFrame &each : sampleFrames())
        isKnown[frameOf(each.frame).type] = true;
    for (int type = 0; type < 256; ++type) {
        QByteArray frame = frameWith(1, Wire::Ping());
        frame[Frame::sizeBytes] = char(type);
        const auto message = Wire::parse(frameOf(frame));
        if (!isKnown[std::size_t(type)]) {
            QVERIFY2(!message, QByteArray::number(type).constData());
            QVERIFY(message.error().message().contains(QString::number(type)));
        }
    }
}

void TestProtocol::scan_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<quint32>("limit");
    QTest::addColumn<FrameStatus>("status");
    const auto header = [](quint32 size) {
        QByteArray bytes;
        ByteWriter(bytes).write(size);
        return bytes;
    };
    const QByteArray ping = frameWith(1, Wire::Ping());
    constexpr quint32 frames = Limits::maxFrameBytes;
    constexpr quint32 greetings = Limits::maxGreetingFrameBytes;
    using Status = FrameStatus;
    QTest::newRow("nothing") << QByteArray() << frames << Status::Incomplete;
    QTest::newRow("part of a size") << QByteArray("\xff\xff\xff") << frames << Status::Incomplete;
    QTest::newRow("part of an id") << ping.chopped(1) << frames << Status::Incomplete;
    QTest::newRow("whole") << ping << frames << Status::Complete;
    QTest::newRow("no room for an id") << header(8) << frames << Status::Malformed;
    QTest::newRow("the largest") << header(frames) << frames << Status::Incomplete;
    QTest::newRow("larger") << header(frames + 1) << frames << Status::Malformed;
    QTest::newRow("huge") << header(0xffffffff) << frames << Status::Malformed;
    QTest::newRow("the largest greeting") << header(greetings) << greetings << Status::Incomplete;
    QTest::newRow("larger greeting") << header(greetings + 1) << greetings << Status::Malformed;
    QTest::newRow("text") << QByteArray("GET / HTTP/1.1\r\n") << frames << Status::Malformed;
}

void TestProtocol::scan()
{
    QFETCH(QByteArray, bytes);
    QFETCH(quint32, limit);
    QTEST(scanFrame(bytes, limit).status, "status");
}

void TestProtocol::framesInARow()
{
    QByteArray stream;
    for (const SampleFrame &each : sampleFrames())
        stream += each.frame;
    QByteArrayView rest = stream;
    for (const SampleFrame &each : sampleFrames()) {
        const FrameScan scan = scanFrame(rest);
        QCOMPARE(scan.status, FrameStatus::Complete);
        QCOMPARE(scan.frame.bytes.toByteArray(), each.frame);
        rest = rest.sliced(scan.frame.bytes.size());
    }
    QVERIFY(rest.isEmpty());
}

void TestProtocol::fieldsInPlace()
{
    const QByteArray arguments = *encodeArguments({1});
    QByteArray call = frameWith(1, sampleCall(arguments));
    Wire::setFrameId(call.data(), 0x0102030405060708);
    Wire::setFrameDeadline(call.data(), 17);
    Wire::Call expectedCall = sampleCall(arguments);
    expectedCall.deadlineMs = 17;
    QCOMPARE(call, frameWith(0x0102030405060708, expectedCall));

    QCOMPARE(Wire::procedureOf(call), QByteArrayView(expectedCall.procedure));

    const auto head = Wire::resultHead(1, {12, 34, 99}, 5);
    QCOMPARE(QByteArray(head.data(), qsizetype(head.size())) + "value",
             frameWith(1, Wire::Result{{12, 34, 99}, "value"}));
}

QTEST_APPLESS_MAIN(TestProtocol)
#include "tst_protocol.moc"
