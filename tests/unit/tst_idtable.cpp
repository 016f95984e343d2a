// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include <map>
#include <memory>
#include <random>

#include <QTest>

#include "core/dispatch/idtable.h"

using namespace Amp;

class tst_IdTable : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void knowsNobodyAtFirst();
    void findsWhatOutlastsMany();
    void takesIdsInAnyOrder();
    void agreesWithAMap();
    void keepsItselfInOrderWhenAValueGoes();
};

void tst_IdTable::knowsNobodyAtFirst()
{
    IdTable<int> table;
    QVERIFY(table.isEmpty());
    for (const CallId id : {CallId::None, CallId(1), CallId(~quint64(0))}) {
        QVERIFY(!table.contains(id));
        QVERIFY(!table.take(id));
        table.remove(id);
    }
    table.insert(CallId(1), 10);
    QVERIFY(!table.contains(CallId::None)); // a free place is nobody's
    QVERIFY(table.takeAll().size() == 1 && table.takeAll().empty());
}

void tst_IdTable::findsWhatOutlastsMany()
{
    IdTable<quint64> table;
    constexpr quint64 every = 64, calls = 100'000;
    for (quint64 id = 1; id <= calls; ++id) {
        table.insert(CallId(id), id + 0);
        if (id > 3 && (id - 3) % every != 0)
            QCOMPARE(table.take(CallId(id - 3)), id - 3);
    }
    const auto rest = table.takeAll();
    QCOMPARE(rest.size(), (calls - 3) / every + 3);
    for (size_t i = 0; i < rest.size(); ++i) {
        QCOMPARE(quint64(rest[i].first), rest[i].second);
        QVERIFY(i == 0 || rest[i - 1].first < rest[i].first);
    }
}

// As when a call is sent again.
void tst_IdTable::takesIdsInAnyOrder()
{
    IdTable<int> table;
    for (const quint64 id : {33, 17, 1, 49, 2})
        table.insert(CallId(id), int(id));
    for (const quint64 id : {1, 2, 17, 33, 49})
        QCOMPARE(table.take(CallId(id)), int(id));
    QVERIFY(table.isEmpty());
}

void tst_IdTable::agreesWithAMap()
{
    std::mt19937 random(7);
    IdTable<std::unique_ptr<quint64>> table;
    std::map<CallId, quint64> expected;
    quint64 last = 0;
    for (int step = 0; step < 200'000; ++step) {
        const bool grows = step / 20'000 % 2 == 0;
        if (random() % 100 < (grows ? 60u : 40u)) {
            last += 1 + (random() % 50 == 0 ? random() % 10'000 : 0);
            table.insert(CallId(last), std::make_unique<quint64>(last));
            expected.emplace(CallId(last), last);
        } else {
            const auto id = CallId(last - std::min<quint64>(last, random() % 3000));
            auto *found = table.find(id);
            QCOMPARE(found != nullptr, expected.contains(id));
            QVERIFY(!found || **found == expected[id]);
            if (random() % 2)
                table.remove(id);
            else
                QCOMPARE(table.take(id).has_value(), expected.contains(id));
            expected.erase(id);
        }
        QCOMPARE(table.size(), expected.size());
    }
    const auto rest = table.takeAll();
    QVERIFY(std::ranges::equal(rest, expected, {}, &decltype(rest)::value_type::first,
                               &decltype(expected)::value_type::first));
}

// A callback's captures may make calls when they are destroyed.
void tst_IdTable::keepsItselfInOrderWhenAValueGoes()
{
    struct Inserter
    {
        IdTable<std::shared_ptr<Inserter>> &table;
        ~Inserter()
        {
            for (quint64 id = 100; id < 200; ++id)
                table.insert(CallId(id), nullptr);
        }
    };
    IdTable<std::shared_ptr<Inserter>> table;
    table.insert(CallId(1), std::shared_ptr<Inserter>(new Inserter{table}));
    table.remove(CallId(1));
    QCOMPARE(table.size(), size_t(100));
}

QTEST_GUILESS_MAIN(tst_IdTable)
#include "tst_idtable.moc"
