// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

// What instructions.py counts, under valgrind: each of the functions that begin with "counted_"
// takes one part of the way of a call 1,000 times. Nothing else of the program matters. With an
// argument it prints their names.

#include <cstdio>

#include <QCoreApplication>

#include "core/dispatch/deadlines.h"
#include "tests/bench/sampleways.h"

using namespace Amp;
using namespace Amp::Bench;

namespace {

constexpr int steps = 1'000;

// Not const, so that nothing is known of them when the functions are compiled.
QVariantList plain = plainArguments();
QVariantList nested = nestedArguments();
QByteArray plainBytes = *encodeArguments(plain);
QByteArray nestedBytes = *encodeArguments(nested);
QByteArray callFrame = sampleCallFrame();
QByteArray resultFrame = sampleResultFrame();
Wire::Call call;
Wire::Result result;
QByteArray out;
FilledQueue queue(1'000);
OwnRing ring;
Deadlines *deadlines = nullptr;
CallRecord record;

template <typename Step>
void repeat(Step &&step)
{
    for (int i = 0; i < steps; ++i) {
        if (!step())
            qFatal("A step of the way of a call went wrong.");
    }
}

bool encode(const QVariantList &arguments)
{
    out.resize(0);
    return bool(encodeArguments(out, arguments));
}

} // namespace

#define COUNTED(name) extern "C" [[gnu::noinline]] void counted_##name()

COUNTED(encode_plain)
{
    repeat([] { return encode(plain); });
}

COUNTED(encode_nested)
{
    repeat([] { return encode(nested); });
}

COUNTED(decode_plain)
{
    repeat([] { return bool(decodeArguments(plainBytes)); });
}

COUNTED(decode_nested)
{
    repeat([] { return bool(decodeArguments(nestedBytes)); });
}

COUNTED(read_call)
{
    repeat([] { return Wire::readCall(scanFrame(callFrame).frame, call); });
}

COUNTED(read_result)
{
    repeat([] { return Wire::readResult(scanFrame(resultFrame).frame, result); });
}

COUNTED(queue_pop_and_push)
{
    repeat([] { return queue.popAndPush(), true; });
}

COUNTED(queue_remove_and_push)
{
    repeat([] { return queue.removeMiddleAndPush(), true; });
}

COUNTED(deadline_set_and_clear)
{
    const auto moment = CallRecord::Clock::now() + std::chrono::hours(1);
    repeat([moment] {
        deadlines->set(&record, moment);
        deadlines->clear(&record);
        return true;
    });
}

COUNTED(ring_one_at_a_time)
{
    repeat([] { return ring.thereAndBack(1); });
}

COUNTED(ring_20_ahead)
{
    for (int i = 0; i < steps / 20; ++i)
        ring.thereAndBack(20);
}

// A call of echo from the client's frame to the result's, without what lies in between.
COUNTED(way_of_a_call)
{
    repeat([] {
        const bool isRead = Wire::readCall(scanFrame(callFrame).frame, call);
        queue.popAndPush();
        const bool returned = ring.thereAndBack(1);
        const auto arguments = decodeArguments(call.arguments);
        return isRead && returned && arguments && encode(*arguments) &&
               Wire::readResult(scanFrame(resultFrame).frame, result);
    });
}

int main(int argc, char **argv)
{
    struct Part
    {
        const char *name;
        void (*take)();
    };
    constexpr Part parts[] = {
        {"encode_plain", counted_encode_plain},
        {"encode_nested", counted_encode_nested},
        {"decode_plain", counted_decode_plain},
        {"decode_nested", counted_decode_nested},
        {"read_call", counted_read_call},
        {"read_result", counted_read_result},
        {"queue_pop_and_push", counted_queue_pop_and_push},
        {"queue_remove_and_push", counted_queue_remove_and_push},
        {"deadline_set_and_clear", counted_deadline_set_and_clear},
        {"ring_one_at_a_time", counted_ring_one_at_a_time},
        {"ring_20_ahead", counted_ring_20_ahead},
        {"way_of_a_call", counted_way_of_a_call},
    };
    const QCoreApplication application(argc, argv);
    Deadlines ofThisRun;
    deadlines = &ofThisRun;
    if (argc > 1) {
        for (const Part &part : parts)
            std::puts(part.name);
        return 0;
    }
    for (int round = 0; round < 2; ++round) { // the first one is for memory and lazy binding
        for (const Part &part : parts)
            part.take();
    }
    return 0;
}
