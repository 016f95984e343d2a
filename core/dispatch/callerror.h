// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/qbytearray.h>
#include <QtCore/qexception.h>

#include <Amp/CallResult>

namespace Amp {

// What the QFuture of a failed call throws, and what its onFailed() handlers receive.
class AMP_CORE_EXPORT CallError : public QException
{
public:
    explicit CallError(const CallResult &result);
    ~CallError() override;

    ErrorCode code() const { return m_result.error().code(); }
    const Error &error() const { return m_result.error(); }
    Execution execution() const { return m_result.execution(); }
    // Everything else that is known about the call.
    const CallResult &result() const { return m_result; }

    // The error's message as UTF-8.
    const char *what() const noexcept override { return m_what.constData(); }
    void raise() const override;
    CallError *clone() const override;

private:
    CallResult m_result;
    QByteArray m_what;
};

} // namespace Amp
