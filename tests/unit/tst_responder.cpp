// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include <optional>

#include <QTest>

#include "core/dispatch/calloutcome.h"
#include "core/dispatch/responder.h"
#include "core/protocol/messages.h"

using namespace Amp;

namespace {

class Owner : public CallOwner
{
public:
    void callFinished(quint64 callId, const CallOutcome &outcome) override
    {
        finished.append(callId);
        lastCode = outcome.code;
        whenFinished();
    }
    void callProgressed(quint64, const Wire::Progress &) override { ++others; }
    void callPartReady(quint64, QByteArrayView) override { ++others; }

    QList<quint64> finished;
    ErrorCode lastCode = ErrorCode::None;
    int others = 0;
    std::function<void()> whenFinished = [] {};
};

} // namespace

class tst_Responder : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tellsOneEnd();
    void movesItsRight();
    void releasedTellsNobody();
    void ownerMayDestroyIt();
    void forgottenCallEnds();
};

void tst_Responder::tellsOneEnd()
{
    Owner owner;
    Responder responder(owner, 7);
    responder.progress({});
    responder.part("part");
    QCOMPARE(owner.others, 2);

    owner.whenFinished = [&] { responder.finish({}); }; // comes back while it is being told
    CallOutcome outcome;
    outcome.code = ErrorCode::TimedOut;
    responder.finish(outcome);
    responder.finish({});
    responder.progress({});
    responder.part("late");
    QCOMPARE(owner.finished, QList<quint64>{7});
    QCOMPARE(owner.lastCode, ErrorCode::TimedOut);
    QCOMPARE(owner.others, 2);
}

void tst_Responder::movesItsRight()
{
    Owner owner;
    Responder first(owner, 7);
    Responder second(std::move(first));
    Responder third;
    third = std::move(second);
    QVERIFY(!first.isArmed());  // NOLINT(bugprone-use-after-move): that is what is promised
    QVERIFY(!second.isArmed()); // NOLINT(bugprone-use-after-move)
    QVERIFY(third.isArmed());
    third.finish({});
    QCOMPARE(owner.finished, QList<quint64>{7});
}

void tst_Responder::releasedTellsNobody()
{
    Owner owner;
    Responder responder(owner, 7);
    responder.release();
    responder.finish({});
    QVERIFY(owner.finished.isEmpty());
}

void tst_Responder::ownerMayDestroyIt()
{
    Owner owner;
    std::optional<Responder> responder(std::in_place, owner, 7);
    owner.whenFinished = [&] { responder.reset(); };
    responder->finish({});
    QCOMPARE(owner.finished, QList<quint64>{7});
}

void tst_Responder::forgottenCallEnds()
{
#ifdef QT_NO_DEBUG
    Owner owner;
    {
        Responder responder(owner, 7);
    }
    QCOMPARE(owner.finished, QList<quint64>{7});
    QCOMPARE(owner.lastCode, ErrorCode::ProtocolError);
#else
    QSKIP("An assertion ends a debug build here.");
#endif
}

QTEST_GUILESS_MAIN(tst_Responder)
#include "tst_responder.moc"
