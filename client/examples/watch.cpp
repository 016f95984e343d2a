// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

// A server's workers in a window of one's own.
//   watch 127.0.0.1:1337 [--close]

#include <QApplication>
#include <QHeaderView>
#include <QSortFilterProxyModel>
#include <QTableView>
#include <QTextStream>

#include <Amp/ServerFeed>
#include <Amp/WorkerModel>

int main(int argc, char **argv)
{
    QApplication app(argc, argv);
    const QString address = app.arguments().value(1, "127.0.0.1:1337");

    Amp::ServerFeed feed;
    Amp::WorkerModel workers;
    feed.setTopics(Amp::Feed::bit(Amp::Feed::Topic::Summary) |
                   Amp::Feed::bit(Amp::Feed::Topic::Workers));
    QObject::connect(&feed, &Amp::ServerFeed::updated, &workers, &Amp::WorkerModel::apply);

    QSortFilterProxyModel sorted;
    sorted.setSourceModel(&workers);
    sorted.setSortRole(Amp::FeedModel::RawRole);

    QTableView table;
    table.setModel(&sorted);
    table.setSortingEnabled(true);
    table.sortByColumn(0, Qt::AscendingOrder);
    table.verticalHeader()->hide();
    table.resize(1000, 400);
    table.setWindowTitle(address);
    table.show();

    QObject::connect(&feed, &Amp::ServerFeed::connected, &table,
                     [&] { table.setWindowTitle(address); });
    const auto say = [&](const QString &reason) { table.setWindowTitle(reason); };
    QObject::connect(&feed, &Amp::ServerFeed::lost, &table, say);
    QObject::connect(&feed, &Amp::ServerFeed::failed, &table, say);
    if (app.arguments().contains("--close"))
        QObject::connect(&workers, &QAbstractItemModel::rowsInserted, &table, [&] {
            QTextStream(stdout) << "Workers: " << sorted.rowCount() << Qt::endl;
            table.close();
        });
    feed.connectToServer(address);
    return app.exec();
}
