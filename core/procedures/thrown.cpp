// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/procedures/thrown.h"

#include <cstdlib>
#include <exception>
#include <memory>
#include <string>
#include <typeinfo>

#if __has_include(<cxxabi.h>)
#include <cxxabi.h>
#define AMP_HAS_CXXABI
#endif

namespace Amp {

namespace {

// An error has to fit into a frame whatever a procedure puts into its exceptions.
constexpr qsizetype maxThrownCharacters = 16 * 1024;

QString typeName(const std::type_info &type)
{
#ifdef AMP_HAS_CXXABI
    int status = 0;
    const std::unique_ptr<char, decltype(&std::free)> name(
        abi::__cxa_demangle(type.name(), nullptr, nullptr, &status), &std::free);
    if (status == 0)
        return QString::fromUtf8(name.get());
#endif
    return QString::fromUtf8(type.name());
}

QString currentTypeName()
{
#ifdef AMP_HAS_CXXABI
    if (const std::type_info *type = abi::__cxa_current_exception_type())
        return typeName(*type);
#endif
    return QStringLiteral("an unknown type");
}

QString bounded(const QString &text)
{
    return text.size() <= maxThrownCharacters ? text : text.left(maxThrownCharacters) + u'…';
}

} // namespace

QString Thrown::sentence() const
{
    return text.isEmpty() ? QStringLiteral("%1 without a text").arg(type)
                          : QStringLiteral("%1: %2").arg(type, text);
}

Thrown currentException()
{
    try {
        throw;
    } catch (const std::exception &exception) {
        return {typeName(typeid(exception)), bounded(QString::fromUtf8(exception.what()))};
    } catch (const QString &text) {
        return {currentTypeName(), bounded(text)};
    } catch (const std::string &text) {
        return {currentTypeName(), bounded(QString::fromStdString(text))};
    } catch (const char *text) {
        return {currentTypeName(), bounded(QString::fromUtf8(text))};
    } catch (...) {
        return {currentTypeName(), QString()};
    }
}

Error procedureFailed(const Thrown &thrown)
{
    return {ErrorCode::ProcedureFailed,
            thrown.sentence(),
            {{QStringLiteral("type"), thrown.type}, {QStringLiteral("text"), thrown.text}}};
}

} // namespace Amp
