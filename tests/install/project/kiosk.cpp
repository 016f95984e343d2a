// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

// kiosk FILE...: calls procedures of the files in workers of its own, without a server, and prints
// what came back and which programs the workers are.

#include <QCoreApplication>
#include <QFile>
#include <QTextStream>

#include <Amp/LocalDispatcher>

static QString commandOf(quint32 pid)
{
    QFile file(QStringLiteral("/proc/%1/cmdline").arg(pid));
    return file.open(QIODevice::ReadOnly)
               ? QString::fromLocal8Bit(file.readAll().replace('\0', ' '))
               : file.errorString();
}

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    QTextStream out(stdout);

    Amp::LocalDispatcher dispatcher;
    dispatcher.setWorkers(1);
    const QStringList files = app.arguments().mid(1);
    for (const QString &file : files)
        dispatcher.addInclude(file);

    auto onResult = [&](const Amp::CallResult &result) {
        if (result.succeeded())
            out << result.value().toString() << " by " << commandOf(result.workerPid()) << Qt::endl;
        else
            out << result.error().message() << Qt::endl;
        if (dispatcher.outstanding() == 0)
            app.quit();
    };
    dispatcher.call(&app, onResult, "weigh", "teapot");
    dispatcher.call(&app, onResult, "count_words", "four words of text");
    return app.exec();
}
