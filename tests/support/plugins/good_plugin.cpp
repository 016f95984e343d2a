// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

// The procedures that tests of workers call.

#include <cstdio>
#include <cstdlib>
#include <stdexcept>

#include <QCoreApplication>
#include <QEventLoop>
#include <QThread>
#include <QTimer>

#include <Amp/Procedures>

namespace {

struct Unknown
{
    int value = 0;
};

QString greet(const QString &name)
{
    return QString("Hello, %1!").arg(name);
}

struct Mailer
{
    static bool send(const QString &to, const QString &subject) { return to != subject; }
};

int countCalls()
{
    static int calls = 0;
    return ++calls;
}

QVariant hiddenEcho(const QVariant &)
{
    return "not the built-in";
}

QByteArray bytes(int count)
{
    return QByteArray(count, 'x');
}

Unknown unknown()
{
    return {};
}

void failWith(const QString &kind)
{
    if (kind == "runtime_error")
        throw std::runtime_error("out of paper");
    if (kind == "text")
        throw "out of ink";
    if (kind == "int")
        throw 42;
}

void print(const QString &text)
{
    std::fputs(qPrintable(text), stdout);
}

QByteArray traceId(Amp::CallContext &context)
{
    return context.metadata("trace");
}

// Everything before the wait has to be with the caller while this still runs.
QString tellAndWait(Amp::CallContext &context)
{
    context.reportProgress(1, 2, "half");
    context.sendPart(QVariantList{1, "one"});
    while (!context.isCancelled())
        QThread::usleep(100);
    return "cancelled";
}

int sendLargePart(Amp::CallContext &context, int count)
{
    context.sendPart(QByteArray(count, 'x'));
    return count;
}

void flood(Amp::CallContext &context, int parts, int bytesEach)
{
    for (int i = 0; i < parts; ++i)
        context.sendPart(QByteArray(bytesEach, 'x'));
}

// How many of these calls ran inside each other.
int nest(Amp::CallContext &context, int milliseconds)
{
    static int depth = 0;
    static int deepest = 0;
    deepest = std::max(deepest, ++depth);
    context.reportProgress(1);
    QEventLoop loop;
    QTimer::singleShot(milliseconds, &loop, &QEventLoop::quit);
    loop.exec();
    --depth;
    return deepest;
}

// A child that outlives the call, in the process group of the worker.
int startChild()
{
    int pid = 0;
    FILE *shell = popen("sleep 1000 > /dev/null 2>&1 & echo $!", "r");
    if (std::fscanf(shell, "%d", &pid) != 1)
        pid = 0;
    pclose(shell);
    return pid;
}

void hang()
{
    for (;;)
        QThread::sleep(1000);
}

} // namespace

AMP_PROCEDURES(procedures)
{
    procedures.add("greet", greet, "Greets somebody by name.");
    procedures.add("Mailer::send", &Mailer::send);
    procedures.add("echo", hiddenEcho);
    procedures.add("countCalls", countCalls);
    procedures.add("bytes", bytes);
    procedures.add("unknown", unknown);
    procedures.add("failWith", failWith);
    procedures.add("print", print);
    procedures.add("traceId", traceId);
    procedures.add("tellAndWait", tellAndWait);
    procedures.add("sendLargePart", sendLargePart);
    procedures.add("flood", flood);
    procedures.add("nest", nest);
    procedures.add("startChild", startChild);
    procedures.add("hang", hang);
    procedures.add("sumOf", [](const QList<int> &numbers) {
        int sum = 0;
        for (int number : numbers)
            sum += number;
        return sum;
    });
    procedures.add("upTo", [](int last) {
        QList<int> numbers;
        for (int i = 1; i <= last; ++i)
            numbers << i;
        return numbers;
    });
}
