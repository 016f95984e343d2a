// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/qglobal.h>

// This header needs C++20, and is empty where the language has no coroutines.
#if defined(__cpp_impl_coroutine) && __has_include(<coroutine>)

#include <coroutine>
#include <exception>
#include <optional>
#include <utility>

#include <QtCore/qobject.h>

#include <Amp/Call>

namespace Amp {

// A call to be awaited, in any coroutine: co_await gives its CallResult. It listens from its
// construction on, so several calls can run at once and be awaited one after the other:
//
//     Amp::AwaitedCall first(dispatcher.call("resize", png, 64));
//     Amp::AwaitedCall second(dispatcher.call("resize", png, 640));
//     const Amp::CallResult small = co_await first;
//     const Amp::CallResult large = co_await second;
//
// The coroutine resumes inside of Call::finished(), so it may do what a slot may do. When the Call
// is deleted, as the dispatcher's destructor does it, it resumes with Cancelled and
// Execution::Unknown, from an event of its own, when the dispatcher is gone. Without a running
// event loop it never resumes.
//
// Made in the dispatcher's thread; awaited once, by one coroutine, in that thread. Destroying it,
// or the coroutine that awaits it, is allowed at any time: nothing resumes then, and the call goes
// on.
class AwaitedCall
{
public:
    explicit AwaitedCall(Call *call)
    {
        if (call->isFinished()) {
            m_result = call->result();
            return;
        }
        const CallId id = call->id();
        QObject::connect(call, &Call::finished, &m_context,
                         [this](const CallResult &result) { end(result); });
        QObject::connect(
            call, &QObject::destroyed, &m_context, [this, id] { end(cancelled(id)); },
            Qt::QueuedConnection);
    }
    Q_DISABLE_COPY_MOVE(AwaitedCall)

    // Lives in the coroutine, and takes the handle along when that is destroyed.
    class Awaiter
    {
    public:
        explicit Awaiter(AwaitedCall &call)
            : m_call(call)
        {}
        ~Awaiter() { m_call.m_coroutine = {}; }
        Q_DISABLE_COPY_MOVE(Awaiter)

        bool await_ready() const noexcept { return m_call.m_result.has_value(); }
        void await_suspend(std::coroutine_handle<> coroutine) noexcept
        {
            m_call.m_coroutine = coroutine;
        }
        CallResult await_resume() { return *m_call.m_result; }

    private:
        AwaitedCall &m_call;
    };
    Awaiter operator co_await() { return Awaiter(*this); }

private:
    static CallResult cancelled(CallId id)
    {
        return {id,
                Error(ErrorCode::Cancelled,
                      QStringLiteral("The call or its dispatcher was destroyed before it ended.")),
                Execution::Unknown};
    }

    // Resuming comes last: it may destroy this.
    void end(const CallResult &result)
    {
        if (m_result)
            return;
        m_result = result;
        if (m_coroutine)
            m_coroutine.resume();
    }

    QObject m_context;
    std::optional<CallResult> m_result;
    std::coroutine_handle<> m_coroutine;
};

// What a coroutine returns that awaits calls and nothing else; for more, use a library such as
// QCoro, with AwaitedCall or futures.
//
//     Amp::Task program(Amp::Dispatcher &dispatcher)
//     {
//         const Amp::CallResult sum = co_await dispatcher.call("add", 2, 3);
//         ...
//     }
//
// The coroutine starts at once. It belongs to its Task: when that is destroyed while the coroutine
// waits, the coroutine is destroyed where it waits, and its calls go on without it. A Task that is
// destroyed by its own coroutine lets it run until it waits the next time or ends. detach() gives
// it to itself. Note that a coroutine's reference parameters and captures must outlive it. An
// exception that leaves it ends the program.
class [[nodiscard]] Task
{
public:
    struct promise_type;
    using Handle = std::coroutine_handle<promise_type>;

    // Awaits a Call, or an AwaitedCall in place, and tells the promise about it.
    template <typename Awaited>
    struct Awaiter
    {
        Awaited call;
        promise_type &promise;
        AwaitedCall::Awaiter awaiter = AwaitedCall::Awaiter(call);

        bool await_ready() const noexcept;
        void await_suspend(Handle coroutine) noexcept;
        CallResult await_resume();
    };

    struct FinalAwaiter
    {
        bool ownsItself;

        bool await_ready() const noexcept { return ownsItself; }
        void await_suspend(std::coroutine_handle<>) const noexcept {}
        void await_resume() const noexcept {}
    };

    struct promise_type
    {
        bool isSuspended = false;
        bool isDetached = false;  // nobody holds it: it is destroyed at its end
        bool isAbandoned = false; // nobody wants it: it is destroyed where it waits next

        Task get_return_object() { return Task(Handle::from_promise(*this)); }
        std::suspend_never initial_suspend() const noexcept { return {}; }
        FinalAwaiter final_suspend() const noexcept { return {isDetached || isAbandoned}; }
        void return_void() const noexcept {}
        void unhandled_exception() const noexcept { std::terminate(); }

        Awaiter<AwaitedCall> await_transform(Call *call) { return {AwaitedCall(call), *this}; }
        Awaiter<AwaitedCall &> await_transform(AwaitedCall &call) { return {call, *this}; }
    };

    Task() = default;
    Task(Task &&other) noexcept
        : m_coroutine(std::exchange(other.m_coroutine, {}))
    {}
    Task &operator=(Task &&other) noexcept
    {
        std::swap(m_coroutine, other.m_coroutine);
        return *this;
    }
    ~Task()
    {
        if (!m_coroutine)
            return;
        if (m_coroutine.done() || m_coroutine.promise().isSuspended)
            m_coroutine.destroy();
        else
            m_coroutine.promise().isAbandoned = true;
    }

    // Whether the coroutine has ended.
    bool isFinished() const { return !m_coroutine || m_coroutine.done(); }

    // Lets the coroutine run to its end without a Task.
    void detach()
    {
        if (Handle coroutine = std::exchange(m_coroutine, {})) {
            if (coroutine.done())
                coroutine.destroy();
            else
                coroutine.promise().isDetached = true;
        }
    }

private:
    explicit Task(Handle coroutine)
        : m_coroutine(coroutine)
    {}

    Handle m_coroutine;
};

template <typename Awaited>
bool Task::Awaiter<Awaited>::await_ready() const noexcept
{
    return awaiter.await_ready() && !promise.isAbandoned;
}

// Destroying the coroutine destroys this.
template <typename Awaited>
void Task::Awaiter<Awaited>::await_suspend(Handle coroutine) noexcept
{
    if (promise.isAbandoned) {
        coroutine.destroy();
        return;
    }
    promise.isSuspended = true;
    awaiter.await_suspend(coroutine);
}

template <typename Awaited>
CallResult Task::Awaiter<Awaited>::await_resume()
{
    promise.isSuspended = false;
    return awaiter.await_resume();
}

} // namespace Amp

#endif
