// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <type_traits>

#include <QtCore/qfuture.h>
#include <QtCore/qmetatype.h>
#include <QtCore/qpromise.h>

#include <Amp/CallError>
#include <Amp/CallResult>

// Where the result of Dispatcher::call<T>() goes. Not meant to be used directly.
namespace Amp::Detail {

// The result with its value converted to the given type, or a failure when that would lose
// something.
AMP_CORE_EXPORT CallResult fitted(const CallResult &result, QMetaType type);

class FutureSink
{
public:
    virtual ~FutureSink() = default;
    virtual void finish(const CallResult &result) = 0;
};

template <typename T>
class TypedFutureSink final : public FutureSink
{
public:
    TypedFutureSink() { m_promise.start(); }

    // To be called once: Qt 6.4 lets a second future take over the continuations of the first.
    QFuture<T> future() { return m_promise.future(); }

    void finish(const CallResult &result) override
    {
        const CallResult fit = fitted(result, QMetaType::fromType<T>());
        if (!fit.succeeded())
            m_promise.setException(CallError(fit));
        else if constexpr (!std::is_void_v<T>)
            m_promise.addResult(fit.value<T>());
        m_promise.finish();
    }

private:
    QPromise<T> m_promise;
};

} // namespace Amp::Detail
