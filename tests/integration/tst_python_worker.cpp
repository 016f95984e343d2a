// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include <algorithm>
#include <csignal>
#include <memory>

#include <QTemporaryDir>
#include <QTest>

#include "core/protocol/valuecodec.h"
#include "tests/support/randomvalues.h"
#include "tests/support/workerharness.h"

using namespace Amp;
using namespace Amp::Test;

namespace {

constexpr char procedures[] = R"(
import subprocess, sys, time
from os import system
from amp_worker import CallContext

def divide(a: int, b: int) -> float:
    return a / b

def leave(code):
    sys.exit(code)

def kind(value):
    return type(value).__mro__[-2].__name__

def unsendable():
    return {"x": [1, {2}]}

def until_cancelled(context: CallContext):
    context.report_progress(1, 2, "waiting")
    context.send_part("a part")
    while not context.is_cancelled():
        time.sleep(0.001)
    return context.metadata

def hang(context: CallContext):
    subprocess.Popen(["sleep", "1000"])
    context.report_progress(1)
    time.sleep(1000)

class Mailer:
    @staticmethod
    def send(to: str, subject: str = "") -> bool:
        return True
)";

QByteArray signatureOf(const Wire::Ready &ready, const QByteArray &name)
{
    const auto info = std::find_if(ready.procedures.begin(), ready.procedures.end(),
                                   [&](const auto &known) { return known.name == name; });
    return info == ready.procedures.end() ? QByteArray() : info->signature;
}

QByteArray text(std::initializer_list<QByteArray> shorts)
{
    QByteArray bytes;
    for (const QByteArray &text : shorts)
        bytes += QByteArray(1, '\0') + char(text.size()) + text;
    return bytes;
}

} // namespace

// The second implementation of the protocol: frames and values that C++ writes are read by Python,
// and the other way. What does not depend on C++ is in tests/unit/python.
class TestPythonWorker : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void saysReady();
    void valuesSurvive_data();
    void valuesSurvive();
    void valuesAreOrdinary_data();
    void valuesAreOrdinary();
    void errorsHaveCodeAndDetails();
    void progressPartsMetadataAndCancel();
    void exitEndsTheWorker();
    void hangUpTakesChildrenAlong();
    void malformedFrameEndsTheWorker();

private:
    QStringList arguments() const
    {
        return {QStringLiteral(AMP_PYTHON_WORKER), QStringLiteral("--include"), m_file};
    }

    const QString m_python = QStringLiteral(AMP_PYTHON);
    QTemporaryDir m_folder;
    QString m_file;
    std::unique_ptr<WorkerHarness> m_worker; // for the tests that do no harm to it
};

void TestPythonWorker::initTestCase()
{
    m_file = m_folder.filePath(QStringLiteral("t.py"));
    QFile file(m_file);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(procedures);
    file.close();
    m_worker = std::make_unique<WorkerHarness>(m_python, arguments());
}

void TestPythonWorker::cleanupTestCase()
{
    m_worker.reset();
}

void TestPythonWorker::saysReady()
{
    const Wire::Ready ready = m_worker->waitForReady();
    QCOMPARE(qint64(ready.pid), m_worker->process().processId());
    QCOMPARE(ready.version, Wire::version);
    QCOMPARE(signatureOf(ready, "divide"), "divide(int, int) -> float");
    QCOMPARE(signatureOf(ready, "Mailer::send"), "Mailer::send(str, str=) -> bool");
    QVERIFY(!signatureOf(ready, "echo").isEmpty());
    QVERIFY(signatureOf(ready, "system").isEmpty());
}

void TestPythonWorker::valuesSurvive_data()
{
    QTest::addColumn<quint32>("seed");
    for (quint32 seed = 1; seed <= 8; ++seed)
        QTest::addRow("seed %u", seed) << seed;
}

void TestPythonWorker::valuesSurvive()
{
    QFETCH(const quint32, seed);
    RandomValues random(seed);
    for (int i = 0; i < 1250; ++i) { // 10,000 with all seeds
        const QVariant value = random.value();
        const WorkerReply reply = m_worker->call("echo", {value});
        QVERIFY2(reply.code == ErrorCode::None, qUtf8Printable(reply.message));
        QVERIFY2(isSameValue(reply.value, value), encodeValue(value).value().toHex());
    }
}

void TestPythonWorker::valuesAreOrdinary_data()
{
    QTest::addColumn<QVariant>("value");
    QTest::addColumn<QString>("kind");
    QTest::addRow("uint") << QVariant(5U) << QStringLiteral("int");
    QTest::addRow("qulonglong") << QVariant(5ULL) << QStringLiteral("int");
    QTest::addRow("float") << QVariant(0.5F) << QStringLiteral("float");
    QTest::addRow("null string") << QVariant(QString()) << QStringLiteral("str");
    QTest::addRow("null bytes") << QVariant(QByteArray()) << QStringLiteral("bytes");
    QTest::addRow("string list") << QVariant(QStringList{QString()}) << QStringLiteral("list");
    QTest::addRow("hash") << QVariant(QVariantHash()) << QStringLiteral("dict");
    QTest::addRow("null") << QVariant() << QStringLiteral("NoneType");
}

void TestPythonWorker::valuesAreOrdinary()
{
    QFETCH(const QVariant, value);
    QFETCH(const QString, kind);
    QCOMPARE(m_worker->call("kind", {value}).value.toString(), kind);
}

void TestPythonWorker::errorsHaveCodeAndDetails()
{
    WorkerHarness &worker = *m_worker;

    WorkerReply reply = worker.call("divide", {1, 0});
    QCOMPARE(reply.code, ErrorCode::ProcedureFailed);
    QCOMPARE(reply.execution, Execution::Started);
    QCOMPARE(reply.message,
             QStringLiteral("ZeroDivisionError: division by zero (t.py:7 in divide)"));
    QCOMPARE(reply.details.value(QStringLiteral("file")).toString(), m_file);
    QCOMPARE(reply.details.value(QStringLiteral("line")).toInt(), 7);

    reply = worker.call("divide", {1, QStringLiteral("x")});
    QCOMPARE(reply.code, ErrorCode::BadArguments);
    QCOMPARE(reply.execution, Execution::NotStarted);
    QCOMPARE(reply.details.value(QStringLiteral("argument")).toInt(), 2);

    reply = worker.call("devide", {1, 2});
    QCOMPARE(reply.code, ErrorCode::NoSuchProcedure);
    QCOMPARE(reply.details.value(QStringLiteral("nearest")).toStringList(),
             QStringList{QStringLiteral("divide")});

    reply = worker.call("unsendable");
    QCOMPARE(reply.code, ErrorCode::NotSerializable);
    QCOMPARE(reply.execution, Execution::Started);
    QVERIFY(reply.message.contains(QStringLiteral("['x'][1] of type set")));

    QCOMPARE(worker.call("echo", {7}).value.toInt(), 7);
}

void TestPythonWorker::progressPartsMetadataAndCancel()
{
    WorkerHarness &worker = *m_worker;
    const quint64 id = worker.start("until_cancelled", {}, text({"trace", "42"}));
    while (worker.parts.isEmpty())
        QVERIFY(worker.waitForMessage());
    QCOMPARE(worker.progress.at(0).done, quint64(1));
    QCOMPARE(worker.progress.at(0).total, quint64(2));
    QCOMPARE(worker.progress.at(0).text, QStringLiteral("waiting"));
    QCOMPARE(worker.parts, QVariantList{QStringLiteral("a part")});

    worker.send(id, Wire::Cancel());
    const auto reply = worker.waitForReply();
    QVERIFY(reply);
    QCOMPARE(reply->id, id);
    QCOMPARE(reply->value.toMap().value(QStringLiteral("trace")).toString(), QStringLiteral("42"));
    QVERIFY(reply->ran.count() > 0);
}

void TestPythonWorker::exitEndsTheWorker()
{
    WorkerHarness worker(m_python, arguments());
    worker.waitForReady();
    QCOMPARE(worker.call("leave", {7}).id, quint64(0));
    QCOMPARE(worker.waitForEnd(), 7);
}

void TestPythonWorker::hangUpTakesChildrenAlong()
{
    WorkerHarness worker(m_python, arguments());
    worker.start("hang");
    while (worker.progress.empty())
        QVERIFY(worker.waitForMessage());
    worker.hangUp();
    // The process only counts as ended when nobody holds its output any more, children included.
    QCOMPARE(worker.waitForEnd(), -SIGKILL);
}

void TestPythonWorker::malformedFrameEndsTheWorker()
{
    WorkerHarness worker(m_python, arguments());
    worker.waitForReady();
    worker.sendBytes(QByteArray(13, '\xff'));
    QCOMPARE(worker.waitForEnd(), 70);
    QVERIFY(worker.errorOutput().contains("broke the protocol"));
}

QTEST_GUILESS_MAIN(TestPythonWorker)
#include "tst_python_worker.moc"
