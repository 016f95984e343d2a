// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include <QTest>

#include "core/procedures/builtins.h"
#include "core/procedures/callrunner.h"
#include "core/procedures/procedureregistry.h"
#include "core/protocol/valuecodec.h"

using namespace Amp;

namespace {

// Keeps what a runner sends.
class Replies final : public ReplySink
{
public:
    void sendFrame(QByteArrayView frame) override { frames.append(frame.toByteArray()); }
    bool isCancelled() override { return false; }

    QByteArrayList frames;
};

// A worker that runs one call after the other.
class Worker
{
public:
    Worker()
    {
        if (!m_registry.include({}, addBuiltIns))
            qFatal("the built-ins do not fit together");
    }

    // The reply to a call of a built-in, which is the only thing that is sent for it.
    Wire::Message run(const char *procedure, const QVariantList &arguments)
    {
        const QByteArray encoded = *encodeArguments(arguments);
        m_runner.run({++m_id, procedure, {}, encoded}, m_registry.find(procedure));
        return lastReply();
    }

    // The same with bytes that are no arguments, and metadata.
    Wire::Message runEncoded(QByteArrayView arguments, QByteArrayView metadata)
    {
        m_runner.run({++m_id, "echo", metadata, arguments}, m_registry.find("echo"));
        return lastReply();
    }

private:
    Wire::Message lastReply()
    {
        if (m_replies.frames.size() != 1)
            qFatal("a call has %d replies", int(m_replies.frames.size()));
        m_frame = m_replies.frames.takeFirst();
        const FrameScan scan = scanFrame(m_frame);
        if (scan.frame.bytes.size() != m_frame.size() || scan.frame.id != m_id)
            qFatal("the reply is not one frame of the call");
        return *Wire::parse(scan.frame);
    }

    ProcedureRegistry m_registry;
    Replies m_replies;
    CallRunner m_runner{m_replies};
    QByteArray m_frame; // the views of the last reply point into it
    quint64 m_id = 0;
};

QVariant valueOf(const Wire::Message &reply)
{
    const auto *result = std::get_if<Wire::Result>(&reply);
    return result ? *decodeValue(result->value) : QVariant(QStringLiteral("no result"));
}

ErrorCode codeOf(const Wire::Message &reply)
{
    const auto *error = std::get_if<Wire::Error>(&reply);
    return error ? error->code : ErrorCode::None;
}

} // namespace

class TestCallRunner : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void callsKnowNothingOfEachOther();
    void resultsOfEveryKind_data();
    void resultsOfEveryKind();
    void measuresTheRun();
};

void TestCallRunner::callsKnowNothingOfEachOther()
{
    Worker worker;
    const QByteArray large(1024 * 1024, 'l');
    QCOMPARE(valueOf(worker.run("echo", {large})), QVariant(large));
    QCOMPARE(valueOf(worker.run("echo", {5})), QVariant(5));
    QCOMPARE(codeOf(worker.run("echo", {})), ErrorCode::BadArguments);
    QCOMPARE(codeOf(worker.run("fail", {})), ErrorCode::ProcedureFailed);
    QCOMPARE(valueOf(worker.run("add", {1, 2})), QVariant(3));
    QCOMPARE(codeOf(worker.runEncoded("no arguments", {})), ErrorCode::ProtocolError);
    QCOMPARE(codeOf(worker.runEncoded(*encodeArguments({1}), "no pairs")),
             ErrorCode::ProtocolError);
    QCOMPARE(valueOf(worker.run("strrev", {QStringLiteral("abc")})),
             QVariant(QStringLiteral("cba")));
    const QVariantList many(1000, 7);
    QCOMPARE(codeOf(worker.run("echo", many)), ErrorCode::BadArguments);
    QCOMPARE(valueOf(worker.run("echo", {QVariant(many)})), QVariant(many));
    QCOMPARE(valueOf(worker.run("echo", {QByteArray()})), QVariant(QByteArray()));
}

void TestCallRunner::resultsOfEveryKind_data()
{
    QTest::addColumn<QVariant>("value");
    QTest::newRow("nothing") << QVariant();
    QTest::newRow("a null with a type") << QVariant(QMetaType::fromType<int>());
    QTest::newRow("a null text") << QVariant(QString());
    QTest::newRow("a number") << QVariant(-1);
    QTest::newRow("a text") << QVariant(QStringLiteral("ä"));
    QTest::newRow("bytes") << QVariant(QByteArray("\0x", 2));
    QTest::newRow("a list") << QVariant(QVariantList{1, QStringLiteral("a"), QVariant()});
    QTest::newRow("a map") << QVariant(QVariantMap{{QStringLiteral("k"), QByteArray("v")}});
}

// A Result is the same whichever way it was written.
void TestCallRunner::resultsOfEveryKind()
{
    QFETCH(QVariant, value);
    Worker worker;
    const Wire::Message reply = worker.run("echo", {value});
    const auto *result = std::get_if<Wire::Result>(&reply);
    QVERIFY(result);
    QCOMPARE(result->value.toByteArray().toHex(' '), (*encodeValue(value)).toHex(' '));
}

void TestCallRunner::measuresTheRun()
{
    Worker worker;
    const Wire::Message slept = worker.run("sleep", {0.02});
    QVERIFY(std::get<Wire::Result>(slept).timing.ranMicroseconds >= 20'000);
}

QTEST_APPLESS_MAIN(TestCallRunner)
#include "tst_callrunner.moc"
