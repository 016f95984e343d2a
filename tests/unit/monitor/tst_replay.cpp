// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

// Recordings: what was recorded is shown again, and damage is found, named and survived.

#include <QDateTime>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include "monitor/sources/recorder.h"
#include "monitor/sources/recordingformat.h"
#include "monitor/sources/replaysource.h"
#include "tests/support/feedstream.h"

using namespace Amp;
using Amp::Test::FeedStream;

class TestReplay : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();

    void showsWhatWasRecorded();
    void startsWithSnapshot();
    void anyFlippedByteIsFound();
    void cutRecordings();
    void whatIsNoRecording_data();
    void whatIsNoRecording();
    void ends();
    void damageKeepsWhatCameBefore();
    void cannotBeOperated();
    void pauses();
    void diskThatIsFull();

private:
    QString path() const { return m_folder.filePath(QStringLiteral("test.amprec")); }
    void write(const QByteArray &bytes);
    QByteArray record(int updates);

    QTemporaryDir m_folder;
    std::vector<Feed::Update> m_recorded;
};

void TestReplay::init()
{
    QVERIFY(m_folder.isValid());
    QFile::remove(path());
    m_recorded.clear();
}

void TestReplay::write(const QByteArray &bytes)
{
    QFile file(path());
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(bytes);
}

// A recording whose updates are 10 ms apart, and its bytes.
QByteArray TestReplay::record(int updates)
{
    FeedStream stream(7);
    QByteArray bytes = RecordingFormat::header();
    for (int i = 0; i < updates; ++i) {
        m_recorded.push_back(stream.next());
        bytes += RecordingFormat::record(i * 10'000, m_recorded.back());
    }
    write(bytes);
    return bytes;
}

void TestReplay::showsWhatWasRecorded()
{
    Recorder recorder;
    QVERIFY(bool(recorder.open(path())));
    FeedStream stream(3);
    std::vector<Feed::Update> recorded;
    for (int i = 0; i < 50; ++i) {
        recorded.push_back(stream.next());
        recorder.record(recorded.back());
    }
    ReplaySource source(path());
    source.setSpeed(1000);
    std::vector<Feed::Update> shown;
    connect(&source, &Source::updated, this,
            [&](const Feed::Update &update) { shown.push_back(update); });
    source.start();
    QTRY_COMPARE(source.state(), Source::State::Lost);
    QCOMPARE(shown.size(), recorded.size());
    for (size_t i = 0; i < shown.size(); ++i) {
        QCOMPARE(shown[i].isSnapshot, recorded[i].isSnapshot);
        QCOMPARE(shown[i].sequence, recorded[i].sequence);
        QVERIFY(shown[i].calls == recorded[i].calls);
        QVERIFY(shown[i].workers == recorded[i].workers);
        QVERIFY(shown[i].summary == recorded[i].summary);
        QVERIFY(shown[i].log == recorded[i].log);
        QVERIFY(!shown[i].mayOperate);
    }
    QVERIFY(source.isReplay());
    QCOMPARE(source.name(), QStringLiteral("test.amprec"));
}

// Changes of something unknown cannot be shown.
void TestReplay::startsWithSnapshot()
{
    Recorder recorder;
    QVERIFY(bool(recorder.open(path())));
    recorder.record(Feed::Update());
    Feed::Update snapshot;
    snapshot.isSnapshot = true;
    recorder.record(snapshot);
    RecordingReader reader;
    QVERIFY(bool(reader.open(path())));
    const auto first = reader.next();
    QVERIFY(first && first->update.isSnapshot);
    QVERIFY(!reader.next());
}

void TestReplay::anyFlippedByteIsFound()
{
    const QByteArray whole = record(2);
    for (qsizetype i = 0; i < whole.size(); ++i) {
        QByteArray bytes = whole;
        bytes[i] = char(bytes[i] ^ (1 << (i % 8)));
        write(bytes);
        RecordingReader reader;
        const Result<Done> opened = reader.open(path());
        if (!opened) {
            QVERIFY(i < 6 && opened.error().message().endsWith(QLatin1Char('.')));
            continue;
        }
        size_t read = 0;
        while (const auto record = reader.next()) {
            QVERIFY(record->update.calls == m_recorded[read].calls);
            ++read;
        }
        QVERIFY2(reader.damage().startsWith(QStringLiteral("The recording is damaged at byte ")),
                 qPrintable(QStringLiteral("flipped byte %1").arg(i)));
        QVERIFY(read < 2);
    }
}

void TestReplay::cutRecordings()
{
    const QByteArray whole = record(2);
    const qsizetype headerBytes = RecordingFormat::header().size();
    const qsizetype first = headerBytes + RecordingFormat::record(0, m_recorded[0]).size();
    for (qsizetype size = 0; size < whole.size(); size += size < 30 ? 1 : 11) {
        write(whole.first(size));
        RecordingReader reader;
        if (!reader.open(path()))
            continue;
        int read = 0;
        while (reader.next())
            ++read;
        QVERIFY(read < 2);
        QCOMPARE(reader.damage().isEmpty(), size == headerBytes || size == first);
    }
}

void TestReplay::whatIsNoRecording_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("says");
    QByteArray newer = RecordingFormat::header();
    newer[5] = 2;
    QTest::newRow("empty file") << QByteArray() << QStringLiteral("is not a recording");
    QTest::newRow("a picture") << QByteArray("\x89PNG\r\n\x1a\n....")
                               << QStringLiteral("is not a recording");
    QTest::newRow("another version")
        << newer
        << QStringLiteral("is a recording of version 2, and this amp-monitor reads version 1.");
    QTest::newRow("nothing recorded")
        << RecordingFormat::header() << QStringLiteral("The recording is empty.");
}

void TestReplay::whatIsNoRecording()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, says);
    write(bytes);
    ReplaySource source(path());
    source.start();
    QCOMPARE(source.state(), Source::State::Failed);
    QVERIFY2(source.reason().contains(says), qPrintable(source.reason()));
    ReplaySource missing(m_folder.filePath(QStringLiteral("missing")));
    missing.start();
    QCOMPARE(missing.state(), Source::State::Failed);
    QVERIFY(missing.reason().contains(QStringLiteral("cannot be read")));
}

void TestReplay::ends()
{
    record(5);
    ReplaySource source(path());
    QSignalSpy updates(&source, &Source::updated);
    source.start();
    QCOMPARE(source.state(), Source::State::Live);
    QTRY_COMPARE(source.state(), Source::State::Lost);
    QCOMPARE(updates.size(), 5);
    QCOMPARE(source.reason(), QStringLiteral("The recording ends here."));
    QCOMPARE(source.retryAt(), 0);
}

void TestReplay::damageKeepsWhatCameBefore()
{
    QByteArray bytes = record(5);
    bytes[bytes.size() - 20] = char(bytes[bytes.size() - 20] ^ 4);
    write(bytes);
    ReplaySource source(path());
    source.setSpeed(100);
    QSignalSpy updates(&source, &Source::updated);
    source.start();
    QTRY_COMPARE(source.state(), Source::State::Lost);
    QCOMPARE(updates.size(), 4);
    QVERIFY(source.reason().startsWith(QStringLiteral("The recording is damaged at byte ")));
}

void TestReplay::cannotBeOperated()
{
    record(1);
    ReplaySource source(path());
    std::optional<ErrorCode> answer;
    source.command("pause", {}, [&](const Result<QVariant> &result) {
        answer = result ? ErrorCode::None : result.error().code();
    });
    QVERIFY(!answer); // later, in any case
    QTRY_COMPARE(answer, ErrorCode::NotPermitted);
}

void TestReplay::pauses()
{
    record(3);
    ReplaySource source(path());
    int shown = 0;
    connect(&source, &Source::updated, &source, [&] {
        ++shown;
        source.setPaused(true);
    });
    source.start();
    QTRY_COMPARE(shown, 1);
    QVERIFY(!QTest::qWaitFor([&] { return shown > 1; }, 100));
    source.setPaused(false);
    QTRY_COMPARE(shown, 2);
}

void TestReplay::diskThatIsFull()
{
    if (!QFile::exists(QStringLiteral("/dev/full")))
        QSKIP("There is no /dev/full here.");
    Recorder recorder;
    QSignalSpy failures(&recorder, &Recorder::failed);
    QVERIFY(bool(recorder.open(QStringLiteral("/dev/full"))));
    QCOMPARE(failures.size(), 1);
    Feed::Update snapshot;
    snapshot.isSnapshot = true;
    recorder.record(snapshot);
    QCOMPARE(failures.size(), 1);
    QVERIFY(!recorder.open(m_folder.filePath(QStringLiteral("no/such/folder"))));
}

QTEST_GUILESS_MAIN(TestReplay)
#include "tst_replay.moc"
