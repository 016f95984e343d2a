// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

// Holds AwaitedCall and the futures to being awaited in a QCoro::Task. Built where QCoro is
// installed.

#include <QTest>

#include <qcorofuture.h>
#include <qcorotask.h>

#include <Amp/Coroutine>
#include <Amp/TestDispatcher>

using namespace Amp;

class TestQCoro : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_dispatcher = std::make_unique<TestDispatcher>();
        m_dispatcher->on("add", [](const QVariantList &arguments) {
            return arguments.at(0).toInt() + arguments.at(1).toInt();
        });
        m_dispatcher->on("fails").fail(ErrorCode::ProcedureFailed, QStringLiteral("no"));
    }
    void results();
    void futures();
    void endsWithTheDispatcher();

private:
    std::unique_ptr<TestDispatcher> m_dispatcher;
};

void TestQCoro::results()
{
    const auto program = [this]() -> QCoro::Task<int> {
        AwaitedCall first(m_dispatcher->call("add", 1, 2));
        AwaitedCall second(m_dispatcher->call("fails"));
        const CallResult sum = co_await first;
        const CallResult failure = co_await second;
        const CallResult third = co_await AwaitedCall(m_dispatcher->call("add", 3, 4));
        if (failure.error().code() != ErrorCode::ProcedureFailed)
            co_return -1;
        co_return sum.value<int>() + third.value<int>();
    };
    QCOMPARE(QCoro::waitFor(program()), 10);
}

void TestQCoro::futures()
{
    const auto program = [this]() -> QCoro::Task<int> {
        co_return co_await m_dispatcher->call<int>("add", 1, 2);
    };
    QCOMPARE(QCoro::waitFor(program()), 3);
}

void TestQCoro::endsWithTheDispatcher()
{
    m_dispatcher->on("never").never();
    ErrorCode code = ErrorCode::None;
    const auto program = [&]() -> QCoro::Task<> {
        const CallResult result = co_await AwaitedCall(m_dispatcher->call("never"));
        code = result.error().code();
    };
    const QCoro::Task<> task = program();
    m_dispatcher.reset();
    QTRY_COMPARE(code, ErrorCode::Cancelled);
}

QTEST_GUILESS_MAIN(TestQCoro)
#include "tst_qcoro.moc"
