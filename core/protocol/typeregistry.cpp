// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/protocol/typeregistry.h"

#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <vector>

#include <QLoggingCategory>

#include "core/protocol/valuetypes.h"

namespace Amp {

namespace {

Q_LOGGING_CATEGORY(lcTypes, "amp.types")

constexpr qsizetype maxNameBytes = 255;

// All registered types of the program. Entries are only ever added, so that a pointer to one may
// leave the lock.
struct Registry
{
    std::shared_mutex mutex;
    std::vector<std::unique_ptr<const RegisteredType>> types;
    std::map<int, const RegisteredType *> byTypeId;
    std::map<QByteArray, const RegisteredType *, std::less<>> byName;
};

// Never destroyed: worker threads may still encode while the program's statics go away.
Registry &registry()
{
    static Registry *const instance = new Registry;
    return *instance;
}

template <typename Map, typename Key>
const RegisteredType *find(const Map &map, const Key &key)
{
    const auto entry = map.find(key);
    return entry == map.end() ? nullptr : entry->second;
}

void add(Registry &types, const RegisteredType &type)
{
    const RegisteredType *entry =
        types.types.emplace_back(std::make_unique<const RegisteredType>(type)).get();
    types.byTypeId.emplace(entry->type.id(), entry);
    types.byName.emplace(entry->name, entry);
}

bool refuse(const RegisteredType &type, const char *reason)
{
    qCWarning(lcTypes, "Amp::registerType: %s is not registered as \"%s\": %s", type.type.name(),
              type.name.constData(), reason);
    return false;
}

} // namespace

bool registerType(const RegisteredType &type)
{
    if (type.name.isEmpty() || type.name.size() > maxNameBytes)
        return refuse(type, "a name has 1 to 255 bytes.");
    if (isValueType(quint32(type.type.id())))
        return refuse(type, "it travels without being registered.");

    Registry &types = registry();
    const std::unique_lock lock(types.mutex);
    const RegisteredType *sameType = find(types.byTypeId, type.type.id());
    const RegisteredType *sameName = find(types.byName, type.name);
    if (!sameType && !sameName) {
        add(types, type);
        return true;
    }
    if (!sameType)
        return refuse(type, "another type has this name; choose another one.");
    return sameType == sameName || refuse(type, "it has another name already; use one name.");
}

const RegisteredType *registeredType(QMetaType type)
{
    Registry &types = registry();
    const std::shared_lock lock(types.mutex);
    return find(types.byTypeId, type.id());
}

const RegisteredType *registeredType(QByteArrayView name)
{
    Registry &types = registry();
    const std::shared_lock lock(types.mutex);
    return find(types.byName, name);
}

} // namespace Amp
