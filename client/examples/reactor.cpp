// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

// Scheduling: what is to happen at certain times, and when something can be read.
//   amp-server --listen=127.0.0.1:1337 --include=office.so
//   reactor 127.0.0.1:1337

#include <unistd.h>

#include <QCoreApplication>
#include <QTextStream>

#include <Amp/JobDispatcher>
#include <Amp/Reactor>

using namespace std::chrono_literals;

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    QTextStream out(stdout);

    Amp::JobDispatcher dispatcher;
    dispatcher.connectToServer(app.arguments().value(1, "127.0.0.1:1337"));
    Amp::Reactor reactor;

    // A price three times, however long one takes.
    int prices = 0;
    auto onPrice = [&](const Amp::CallResult &result) {
        out << "Price: " << result.value().toMap().value("price").toInt() << Qt::endl;
        if (++prices == 3)
            reactor.stop();
    };
    int asked = 0;
    Amp::Reactor::Id asking = Amp::Reactor::Id::None;
    asking = reactor.repeat(50ms, [&] {
        dispatcher.call(&app, onPrice, "price_of", "teapot");
        if (++asked == 3)
            reactor.cancel(asking);
    });
    reactor.disable(asking);

    Amp::Reactor::Id typing = Amp::Reactor::Id::None;
    auto onTyped = [&] {
        out << "You typed: " << QTextStream(stdin).readLine() << Qt::endl;
        reactor.cancel(typing);
        reactor.at(QDateTime::currentDateTime().addMSecs(20), [&] { reactor.enable(asking); });
    };
    reactor.immediately([&] {
        out << "Type a line." << Qt::endl;
        typing = reactor.onReadable(STDIN_FILENO, onTyped);
    });
    const auto patience = reactor.once(60s, [&] { reactor.stop(); });

    reactor.run(); // until stop()
    out << "Patient: " << (reactor.cancel(patience) ? "yes" : "no") << Qt::endl;
    return prices == 3 ? 0 : 1;
}
