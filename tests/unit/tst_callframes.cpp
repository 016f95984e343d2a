// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include <QRegularExpression>
#include <QTest>

#include "core/dispatch/callframe.h"
#include "core/protocol/messages.h"
#include "core/protocol/valuecodec.h"

using namespace Amp;
using namespace std::chrono_literals;

namespace {

// The frame as the protocol's own functions write it.
QByteArray reference(CallId id, QByteArrayView procedure, const QVariantList &arguments,
                     Priority priority = Priority::Normal)
{
    const QByteArray encoded = *encodeArguments(arguments);
    Wire::Call call;
    call.priority = priority;
    call.procedure = procedure;
    call.arguments = encoded;
    QByteArray frame;
    Wire::write(frame, quint64(id), call);
    return frame;
}

template <typename... Arguments>
QByteArray written(CallFrames &frames, CallId id, const CallOptions &options,
                   QByteArrayView procedure, const Arguments &...arguments)
{
    QByteArray frame = frames.takeMemory();
    const auto done =
        frames.write(frame, id, options, procedure, Detail::argumentRefs(arguments...));
    const QByteArray copy(frame.constData(), frame.size());
    frames.giveBack(std::move(frame));
    return done ? copy : done.error().message().toUtf8();
}

} // namespace

class tst_CallFrames : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void areThoseOfTheProtocol();
    void knowWhichCallsAreAlike();
    void surviveWhatIsDoneToThem();
    void surviveAFailure();
};

void tst_CallFrames::areThoseOfTheProtocol()
{
    CallFrames frames;
    const CallOptions none;
    QCOMPARE(written(frames, CallId(1), none, "f"), reference(CallId(1), "f", {}));
    const QByteArray bytes(16, 'b');
    QCOMPARE(written(frames, CallId(2), none, "f", bytes, 7, true, 2.5, QStringLiteral("text")),
             reference(CallId(2), "f", {bytes, 7, true, 2.5, QStringLiteral("text")}));
    // One that is not plain takes the others with it.
    QCOMPARE(written(frames, CallId(3), none, "f", 1, "literal", QVariant(), QVariantList{1}),
             reference(CallId(3), "f", {1, QStringLiteral("literal"), {}, QVariantList{1}}));
    const ArgumentList list{{1, bytes}};
    QCOMPARE(written(frames, CallId(4), none, "f", list), reference(CallId(4), "f", {1, bytes}));
}

void tst_CallFrames::knowWhichCallsAreAlike()
{
    CallFrames frames;
    const auto high = CallOptions().priority(Priority::High);
    QCOMPARE(written(frames, CallId(1), {}, "f", 1), reference(CallId(1), "f", {1}));
    QCOMPARE(written(frames, CallId(2), {}, "g", 1), reference(CallId(2), "g", {1}));
    QCOMPARE(written(frames, CallId(3), high, "g", 1),
             reference(CallId(3), "g", {1}, Priority::High));
    QCOMPARE(written(frames, CallId(4), {}, "g", 1), reference(CallId(4), "g", {1}));

    const auto headOf = [&frames](const CallOptions &options) {
        const QByteArray frame = written(frames, CallId(5), options, "g");
        return std::get<Wire::Call>(*Wire::parse(scanFrame(frame).frame));
    };
    QCOMPARE(headOf(CallOptions().timeout(3ms)).timeoutMs, 3u);
    QCOMPARE(headOf(CallOptions().timeout(4ms)).timeoutMs, 4u);
    QCOMPARE(headOf(CallOptions().deadline(3ms)).deadlineMs, 3u);
    QCOMPARE(headOf(CallOptions().idempotent()).flags, Wire::Call::idempotentFlag);
    QCOMPARE(headOf(CallOptions()).flags, quint8(0));
    QVERIFY(!headOf(CallOptions().metadata("k", "v")).metadata.isEmpty());
    QVERIFY(headOf(CallOptions()).metadata.isEmpty());
}

// A dispatcher writes what is left of the deadline into the frame, or keeps the frame.
void tst_CallFrames::surviveWhatIsDoneToThem()
{
    CallFrames frames;
    QByteArray frame = frames.takeMemory();
    QVERIFY(bool(frames.write(frame, CallId(1), {}, "f", Detail::argumentRefs(1))));
    frame.fill('x');
    frames.giveBack(std::move(frame));
    QCOMPARE(written(frames, CallId(2), {}, "f", 1), reference(CallId(2), "f", {1}));

    QByteArray kept = frames.takeMemory();
    QVERIFY(bool(frames.write(kept, CallId(3), {}, "f", Detail::argumentRefs(3))));
    frames.giveBack(QByteArray(kept));
    QCOMPARE(written(frames, CallId(4), {}, "f", 4), reference(CallId(4), "f", {4}));
    QCOMPARE(kept, reference(CallId(3), "f", {3}));
}

void tst_CallFrames::surviveAFailure()
{
    CallFrames frames;
    QVERIFY(written(frames, CallId(1), {}, "").contains("has 0."));
    QCOMPARE(written(frames, CallId(2), {}, "f", 1), reference(CallId(2), "f", {1}));
    QVERIFY(written(frames, CallId(3), {}, QByteArray(256, 'f'), 1).contains("has 256."));
    QVERIFY(written(frames, CallId(4), {}, "f", QByteArray(Limits::maxPayloadBytes, 'x'))
                .contains("at most"));
    QVERIFY(written(frames, CallId(5), {}, "f", QVariant(QRegularExpression()), 1)
                .contains("QRegularExpression cannot travel"));
    QCOMPARE(written(frames, CallId(6), {}, "f", 1), reference(CallId(6), "f", {1}));
}

QTEST_GUILESS_MAIN(tst_CallFrames)
#include "tst_callframes.moc"
