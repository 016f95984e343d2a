// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/procedures/builtins.h"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <limits>
#include <optional>
#include <stdexcept>
#include <thread>

#include <QCryptographicHash>
#include <QtCore/qnumeric.h>

#if __has_include(<sys/resource.h>)
#include <sys/resource.h>
#endif

#include "core/procedures/number.h"

namespace Amp {

namespace {

using Clock = std::chrono::steady_clock;

QVariant echo(const QVariant &value)
{
    return value;
}

// Time

Clock::time_point after(double seconds)
{
    constexpr double longest = 1e9; // more would overflow the clock
    if (!(seconds >= 0))
        throw std::invalid_argument("the seconds must be 0 or more");
    const std::chrono::duration<double> time(std::min(seconds, longest));
    return Clock::now() + std::chrono::duration_cast<Clock::duration>(time);
}

double sleep(CallContext &context, double seconds)
{
    // An hour of sleep should cost next to nothing, and still end soon when nobody wants it.
    constexpr Clock::duration step = std::chrono::milliseconds(20);
    const Clock::time_point end = after(seconds);
    while (!context.isCancelled()) {
        const Clock::duration left = end - Clock::now();
        if (left <= Clock::duration::zero())
            break;
        std::this_thread::sleep_for(std::min(left, step));
    }
    return seconds;
}

double spin(CallContext &context, double seconds, std::optional<bool> obey)
{
    const Clock::time_point end = after(seconds);
    while (Clock::now() < end) {
        if (obey.value_or(false) && context.isCancelled())
            break;
    }
    return seconds;
}

// Text

// Characters, not UTF-16 units: the Python worker counts the same.
int lengthOf(const QString &text)
{
    return int(text.toUcs4().size());
}

QString reversed(const QString &text)
{
    QString result(text.size(), Qt::Uninitialized);
    std::reverse_copy(text.begin(), text.end(), result.begin());
    // Both halves of a surrogate pair have changed places; this gives them back.
    for (qsizetype i = 0; i + 1 < result.size(); ++i) {
        if (result.at(i).isLowSurrogate() && result.at(i + 1).isHighSurrogate()) {
            std::swap(result[i], result[i + 1]);
            ++i;
        }
    }
    return result;
}

QString rot13(QString text)
{
    for (QChar &c : text) {
        const char16_t unit = c.unicode();
        if (unit < 0x80 && c.isLetter()) {
            const char16_t a = c.isUpper() ? u'A' : u'a';
            c = QChar(char16_t(a + (unit - a + 13) % 26));
        }
    }
    return text;
}

QString upperCase(const QString &text)
{
    return text.toUpper();
}

QString sha256(const QByteArray &bytes)
{
    return QString::fromLatin1(QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex());
}

// Numbers

// A sum below zero has a signed operand, and a large one must then be added to it unsigned.
std::optional<Integer> mixedSum(qlonglong a, qulonglong b)
{
    if (a >= 0) {
        qulonglong sum = 0;
        return qAddOverflow(qulonglong(a), b, &sum) ? std::nullopt : std::optional<Integer>(sum);
    }
    // b is above the largest qlonglong, so the difference is never below zero.
    const qulonglong sum = b - (0 - qulonglong(a));
    return sum <= qulonglong(std::numeric_limits<qlonglong>::max())
               ? std::optional<Integer>(qlonglong(sum))
               : std::optional<Integer>(sum);
}

std::optional<Integer> exactSum(const Integer &a, const Integer &b)
{
    const auto *signedA = std::get_if<qlonglong>(&a);
    const auto *signedB = std::get_if<qlonglong>(&b);
    if (signedA && signedB) {
        qlonglong sum = 0;
        if (!qAddOverflow(*signedA, *signedB, &sum))
            return sum;
        // Two positive numbers may still have an unsigned sum.
        return *signedA > 0 ? mixedSum(*signedA, qulonglong(*signedB)) : std::nullopt;
    }
    if (!signedA && !signedB)
        return std::nullopt;
    return signedA ? mixedSum(*signedA, std::get<qulonglong>(b))
                   : mixedSum(*signedB, std::get<qulonglong>(a));
}

Number add(const Number &a, const Number &b)
{
    if (isFloating(a.value) || isFloating(b.value))
        return {a.value.toDouble() + b.value.toDouble()};
    const auto sum = exactSum(*integerIn(a.value), *integerIn(b.value));
    if (!sum)
        throw std::overflow_error("the sum does not fit into 64 bits");
    return {narrowest(*sum)};
}

// Misbehaviour

void fail(const std::optional<QString> &message)
{
    throw std::runtime_error(
        message.value_or(QStringLiteral("fail was called")).toUtf8().toStdString());
}

// A crash for practice leaves no core file behind, and no handler turns it into something else.
[[noreturn]] void dieBySignal(int signal)
{
#if __has_include(<sys/resource.h>)
    const rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
#endif
    std::signal(signal, SIG_DFL);
    std::raise(signal);
    std::abort();
}

void crash(const std::optional<QString> &kind)
{
    constexpr int exitCode = 7;
    const QString how = kind.value_or(QStringLiteral("segfault"));
    if (how == QLatin1StringView("segfault"))
        dieBySignal(SIGSEGV);
    if (how == QLatin1StringView("abort"))
        dieBySignal(SIGABRT);
#ifdef SIGKILL
    if (how == QLatin1StringView("kill"))
        dieBySignal(SIGKILL);
#endif
    if (how == QLatin1StringView("exit"))
        std::_Exit(exitCode);
    throw std::invalid_argument("the kind must be segfault, abort, kill or exit");
}

void refuseToCrash(const std::optional<QString> &)
{
    throw std::logic_error("a crash in a thread would end the whole program; procedures that may "
                           "crash belong into a LocalDispatcher or an amp-server");
}

void addHarmless(Procedures &procedures)
{
    procedures.add("echo", echo, "Returns its argument.");
    procedures.add("sleep", sleep, "Sleeps for some seconds and returns their number.");
    procedures.add("spin", spin,
                   "Keeps a processor busy for some seconds and returns their number. Ignores its "
                   "cancellation unless the second argument is true.");
    procedures.add("strlen", lengthOf, "Returns how many characters a text has.");
    procedures.add("strrev", reversed, "Returns a text backwards.");
    procedures.add("str_rot13", rot13, "Moves the letters A to Z of a text by 13 places.");
    procedures.add("strtoupper", upperCase, "Returns a text in capital letters.");
    procedures.add("add", add, "Adds two numbers. Integers stay integers, and never overflow.");
    procedures.add("sha256", sha256, "Returns the SHA-256 of bytes, or of a text's UTF-8, as hex.");
    procedures.add("fail", fail, "Fails with the given message.");
}

} // namespace

void addBuiltIns(Procedures &procedures)
{
    addHarmless(procedures);
    procedures.add("crash", crash,
                   "Ends the worker's process: by segfault (the default), abort, kill or exit.");
}

void addBuiltInsForThreads(Procedures &procedures)
{
    addHarmless(procedures);
    procedures.add("crash", refuseToCrash, "Fails: a crash in a thread would end the program.");
}

} // namespace Amp
