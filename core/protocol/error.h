// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/qstring.h>
#include <QtCore/qvariant.h>

#include <Amp/ErrorCode>

namespace Amp {

// A failure as a value: a code for programs, a sentence for people, details for both.
// Details hold only what the code defines (see the table in resources/docs/errors.md), for example
// "signal", "exitCode", "pid", "output" for WorkerCrashed.
class Error
{
public:
    Error() = default;
    Error(ErrorCode code, QString message, QVariantMap details = {})
        : m_code(code)
        , m_message(std::move(message))
        , m_details(std::move(details))
    {}

    ErrorCode code() const { return m_code; }
    const QString &message() const { return m_message; }
    const QVariantMap &details() const { return m_details; }
    explicit operator bool() const { return m_code != ErrorCode::None; }

private:
    ErrorCode m_code = ErrorCode::None;
    QString m_message;
    QVariantMap m_details;
};

} // namespace Amp
