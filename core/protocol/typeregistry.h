// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <type_traits>

#include <QtCore/qbytearray.h>
#include <QtCore/qbytearrayview.h>
#include <QtCore/qdatastream.h>
#include <QtCore/qmetatype.h>

#include <Amp/Global>

namespace Amp {

// A type of the application whose values can be arguments and results.
struct RegisteredType
{
    QByteArray name; // on the wire; 1 to 255 bytes
    QMetaType type;
    void (*write)(QDataStream &stream, const void *value) = nullptr;
    void (*read)(QDataStream &stream, void *value) = nullptr;
};

// What registerType<T>() below calls.
AMP_CORE_EXPORT bool registerType(const RegisteredType &type);

// Lets values of T travel, by T's own QDataStream operators (version Qt_6_0, big endian) and under
// a name that both sides use; without one, QMetaType's name of T. Both programs must register the
// type, before they send or receive the first value; it stays registered. A plugin that registers
// a type must stay loaded. May be called from any thread; the operators run in the thread that
// encodes or decodes.
//
// T's operators run on exactly the bytes of their value. One that reads too little or too much,
// sets the stream's status or throws fails that call alone. They see bytes of a peer: one that
// reads Qt containers or a QVariant trusts whoever may send to this program.
//
// Returns false, with a warning, when T is a type that travels anyway, when the name is empty, too
// long or another type's, or when T has another name already. The same registration again is fine.
template <typename T>
bool registerType(const char *name = nullptr)
{
    static_assert(std::is_default_constructible_v<T> && std::is_copy_constructible_v<T>,
                  "A registered type needs a default constructor and a copy constructor.");
    RegisteredType type;
    type.type = QMetaType::fromType<T>();
    type.name = QByteArray(name ? name : type.type.name());
    type.write = [](QDataStream &stream, const void *value) {
        stream << *static_cast<const T *>(value);
    };
    type.read = [](QDataStream &stream, void *value) { stream >> *static_cast<T *>(value); };
    return registerType(type);
}

// For the codec. What they point to lives as long as the program; null when nothing is registered.
const RegisteredType *registeredType(QMetaType type);
const RegisteredType *registeredType(QByteArrayView name);

} // namespace Amp
