// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

// Many calls of a static method. Each result is matched to the program's own record by call id.
//   amp-server --listen=127.0.0.1:1337 --include=office.so
//   mailer 127.0.0.1:1337

#include <QCoreApplication>
#include <QHash>
#include <QTextStream>

#include <Amp/JobDispatcher>

struct Letter
{
    QString to;
    QString subject;
};

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    QTextStream out(stdout);

    Amp::JobDispatcher dispatcher;
    dispatcher.connectToServer(app.arguments().value(1, "127.0.0.1:1337"));

    QHash<Amp::CallId, Letter> underWay;
    auto onResult = [&](const Amp::CallResult &result) {
        const Letter letter = underWay.take(result.callId());
        out << letter.subject << " to " << letter.to << ": "
            << (result.succeeded() ? "sent" : result.error().message()) << Qt::endl;
        if (underWay.isEmpty())
            app.quit();
    };

    const QList<Letter> letters = {
        {"ada@example.org", "Engines"}, {"grace@example.org", "Moths"}, {"nobody", "Silence"}};
    for (const Letter &letter : letters) {
        // No result can come before the record is there: results come from the event loop.
        const Amp::CallId id =
            dispatcher.call(&app, onResult, "Mailer::send", letter.to, letter.subject);
        underWay.insert(id, letter);
    }
    return app.exec();
}
