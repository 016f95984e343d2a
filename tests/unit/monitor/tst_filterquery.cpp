// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include <QTest>

#include "monitor/proxies/filterquery.h"

using namespace Amp;

namespace {

using Kind = FilterQuery::Kind;

FilterQuery::Vocabulary vocabulary()
{
    return {{{u"procedure"_qs, Kind::Text, true},
             {u"client"_qs, Kind::Text, true},
             {u"worker"_qs, Kind::Text, true},
             {u"is"_qs, Kind::State},
             {u"running"_qs, Kind::Time, false, true},
             {u"buffer"_qs, Kind::Bytes},
             {u"cpu"_qs, Kind::Percent},
             {u"restarts"_qs, Kind::Count}},
            {u"queued"_qs, u"running"_qs, u"failed"_qs, u"done"_qs}};
}

// One row: a call of Video::transcode that has run for 1.5 s on w07.
QVariant fieldOfRow(int field)
{
    const QVariant row[] = {u"Video::transcode"_qs,
                            u"web-3"_qs,
                            u"w07"_qs,
                            QStringList{u"running"_qs},
                            1'500'000,
                            96 * 1024.0,
                            12.5,
                            QVariant()};
    return row[field];
}

} // namespace

class TestFilterQuery : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void matches_data();
    void matches();
    void aMistakeIsASentence_data();
    void aMistakeIsASentence();
    void saysWhetherTimeMatters();
};

void TestFilterQuery::matches_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("isMatch");
    const auto row = [](const char *text, bool isMatch) {
        QTest::newRow(text) << QString::fromUtf8(text) << isMatch;
    };
    row("", true);
    row("   ", true);
    row("TRANSCODE", true);
    row("w07 web", true);
    row("w07 cron", false);
    row("-cron", true);
    row("-web", false);
    row("Video::transcode", true);
    row("Video*", true);
    row("ideo*", false);
    row("w?7", true);
    row("\"web-3\"", true);
    row("\"web 3\"", false);
    row("procedure:Video*", true);
    row("procedure:*code", true);
    row("procedure:*x*", false);
    row("procedure:Video", false);
    row("procedure:video::TRANSCODE", true);
    row("client:\"web-3\"", true);
    row("-client:web-3", false);
    row("Client=web-3", true);
    row("is:running", true);
    row("is:Failed", false);
    row("-is:done", true);
    row("running>1s", true);
    row("running>1.5s", false);
    row("running>=1500ms", true);
    row("running<0.1min", true);
    row("running<=1499999us", false);
    row("running>0", true);
    row("buffer>64KiB", true);
    row("buffer>1MiB", false);
    row("buffer=98304", true);
    row("cpu>12%", true);
    row("cpu>13", false);
    row("cpu:12.5%", true);
    row("restarts>0", false);
    row("restarts<1,000", false);
    row("-restarts>0", true);
    row("is:running running>1s w07", true);
}

void TestFilterQuery::matches()
{
    QFETCH(QString, text);
    const FilterQuery query = FilterQuery::parse(text, vocabulary());
    QCOMPARE(query.error(), QString());
    QTEST(query.matches(fieldOfRow), "isMatch");
}

void TestFilterQuery::aMistakeIsASentence_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("error");
    const auto row = [](const char *text, const char *error) {
        QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(error);
    };
    row("running>abc", "running>abc: write a time, such as 1s or 200ms.");
    row("running>5", "running>5: write a time, such as 1s or 200ms.");
    row("buffer>2s", "buffer>2s: write a size, such as 64KiB or 1MiB.");
    row("cpu>many", "cpu>many: write a percentage, such as 1%.");
    row("restarts>%", "restarts>%: write a number, such as 3.");
    row("procedur:x", "There is no field procedur here. Did you mean procedure?");
    row("is:faild", "is:faild: no row is ever faild. Did you mean failed?");
    row("is:", "is:: say what to compare with.");
    row("client>web", "client>web: client is a text, write client:web.");
    row("running<>1s", "running<>1s: write one of the signs : = < <= > >=.");
    row("zzzzzzz:1", "There is no field zzzzzzz here. Known are procedure, client, worker, is, "
                     "running, buffer, cpu, restarts.");
}

void TestFilterQuery::aMistakeIsASentence()
{
    QFETCH(QString, text);
    QTEST(FilterQuery::parse(text, vocabulary()).error(), "error");
}

void TestFilterQuery::saysWhetherTimeMatters()
{
    QVERIFY(FilterQuery::parse(u"-running>1s"_qs, vocabulary()).changesWithTime());
    QVERIFY(!FilterQuery::parse(u"is:running"_qs, vocabulary()).changesWithTime());
}

QTEST_GUILESS_MAIN(TestFilterQuery)
#include "tst_filterquery.moc"
