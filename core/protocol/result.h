// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <variant>

#include <Amp/Error>

namespace Amp {

// A value, or the error that stands in its place.
template <typename T>
class [[nodiscard]] Result
{
public:
    Result(T value)
        : m_content(std::move(value))
    {}
    Result(Error error)
        : m_content(std::move(error))
    {}
    Result(ErrorCode code, QString message)
        : m_content(Error(code, std::move(message)))
    {}

    explicit operator bool() const { return std::holds_alternative<T>(m_content); }
    const T &value() const & { return std::get<T>(m_content); }
    T &value() & { return std::get<T>(m_content); }
    T &&value() && { return std::get<T>(std::move(m_content)); }
    const T *operator->() const { return &std::get<T>(m_content); }
    const T &operator*() const & { return std::get<T>(m_content); }
    const Error &error() const { return std::get<Error>(m_content); }

private:
    std::variant<T, Error> m_content;
};

// What has nothing to return but may fail: Result<Done> f() { ...; return Done(); }
struct Done
{};

} // namespace Amp
