// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

// A plugin: ordinary functions that amp-server runs in its workers.
//   amp-server --listen=127.0.0.1:1337 --include=greetings.so

#include <QString>

#include <Amp/Procedures>

static QString greet(const QString &name)
{
    return QStringLiteral("Hello, %1!").arg(name);
}

struct Greeter
{
    static int letters(const QString &name) { return int(greet(name).size()); }
};

AMP_PROCEDURES(procedures)
{
    procedures.add("greet", greet, "Greets somebody by name.");
    procedures.add("Greeter::letters", &Greeter::letters, "How many letters a greeting has.");
}
