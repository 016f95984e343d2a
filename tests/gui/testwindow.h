// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <algorithm>

#include <QTest>

#include "client/jobdispatcher.h"
#include "monitor/charts/tilebar.h"
#include "monitor/mainwindow.h"
#include "monitor/views/popover.h"
#include "monitor/views/tabarea.h"
#include "monitor/views/tableview.h"
#include "monitor/window/flatbutton.h"
#include "tests/support/serverprocess.h"

namespace Amp::Test {

using Feed::CallState;

inline constexpr int patience = 20'000; // ms; against hangs only

template <typename Condition>
bool waitFor(Condition condition)
{
    return QTest::qWaitFor(condition, patience);
}

inline QStringList twoWorkers()
{
    return {QStringLiteral("--workers=2"), QStringLiteral("--grace=200ms")};
}

// C++ and Python.
inline QStringList bothLanguages()
{
    return twoWorkers() +
           QStringList{QStringLiteral("--include=") +
                           builtPath(QStringLiteral("lib/amp-examples/greetings.so")),
                       QStringLiteral("--include=") +
                           sourcePath(QStringLiteral("tests/support/python/troubles.py"))};
}

// The window as a person has it: shown and active.
class Window : public MainWindow
{
public:
    Window()
        : tabs(*findChild<TabArea *>())
    {
        show();
        activate();
    }

    void activate() // not every platform does so when a dialog has closed
    {
        activateWindow();
        if (!QTest::qWaitForWindowActive(this))
            qWarning("the window was not made active");
    }

    bool connectAndWait(const QString &address)
    {
        connectTo(address);
        return waitFor([this] { return !data().state.isEmpty(); });
    }
    // To whoever has the focus, as a keyboard does.
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = {})
    {
        QTest::keyClick(windowHandle(), key, modifiers);
    }
    void type(const QString &text)
    {
        for (const QChar c : text)
            QTest::keyClick(windowHandle(), c.toLatin1());
    }
    // A push button that can be seen; null: there is none.
    FlatButton *button(const QString &text) const
    {
        for (FlatButton *each : findChildren<FlatButton *>()) {
            if (each->text() == text && each->isVisible())
                return each;
        }
        return nullptr;
    }
    Popover *popover() const
    {
        for (Popover *each : findChildren<Popover *>()) {
            if (each->isVisible())
                return each;
        }
        return nullptr;
    }
    QString focused() const
    {
        auto *button = qobject_cast<FlatButton *>(focusWidget());
        return button ? button->text() : QString();
    }
    Tile &tile(TileFacts::Kind kind) const { return *findChild<TileBar *>()->tile(kind); }
    QString tileState(TileFacts::Kind kind) { return facts(kind).state; }
    TileFacts facts(TileFacts::Kind kind) { return TileFacts::of(kind, data().state, view()); }

    int callsIn(CallState wanted)
    {
        int count = 0;
        for (int row = 0; row < data().calls.rowCount(); ++row)
            count += data().calls.row(row).state == wanted;
        return count;
    }
    const Feed::CallRow *call(const char *procedure, CallState state)
    {
        const CallModel &calls = data().calls;
        for (int row = 0; row < calls.rowCount(); ++row) {
            if (calls.row(row).procedure == QLatin1String(procedure) &&
                calls.row(row).state == state)
                return &calls.row(row);
        }
        return nullptr;
    }
    Feed::ProcedureRow procedure(const char *name)
    {
        const int row = data().procedures.rowOf(QLatin1String(name));
        return row < 0 ? Feed::ProcedureRow() : data().procedures.row(row);
    }
    // The first row of a tab, chosen by keyboard.
    void chooseFirstRow()
    {
        tabs.view().setFocus();
        press(Qt::Key_Home);
    }

    TabArea &tabs;
};

// A program that calls the server, with how its calls have ended.
class Caller
{
public:
    explicit Caller(const ServerProcess &server) { client.connectToServer(server.address()); }

    template <typename... Arguments>
    QList<CallId> call(int count, const CallOptions &options, const char *procedure,
                       const Arguments &...arguments)
    {
        QList<CallId> ids;
        for (int i = 0; i < count; ++i)
            ids.append(client.call(options, &context, taker(), procedure, arguments...));
        return ids;
    }
    template <typename... Arguments>
    QList<CallId> call(int count, const char *procedure, const Arguments &...arguments)
    {
        return call(count, CallOptions(), procedure, arguments...);
    }
    int ended(ErrorCode code) const { return int(std::count(ends.begin(), ends.end(), code)); }
    bool waitForAll()
    {
        return waitFor([this] { return client.outstanding() == 0; });
    }

    JobDispatcher client;
    QList<ErrorCode> ends;
    QObject context;

private:
    Dispatcher::Callback taker()
    {
        return [this](const CallResult &result) { ends.append(result.error().code()); };
    }
};

} // namespace Amp::Test
