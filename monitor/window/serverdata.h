// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/models/callmodel.h"
#include "client/models/clientmodel.h"
#include "client/models/logmodel.h"
#include "client/models/proceduremodel.h"
#include "client/models/serverstate.h"
#include "client/models/updatebatch.h"
#include "client/models/workermodel.h"

namespace Amp {

// All that the window knows of the server it shows: the state that charts read and the models that
// tables show. While it is held, updates wait, so that a person can look at a moment.
class ServerData : public QObject
{
    Q_OBJECT

public:
    explicit ServerData(QObject *parent = nullptr);

    void take(const Feed::Update &update);
    // Another server.
    void clear();
    void setHeld(bool held);
    bool isHeld() const { return m_isHeld; }

    ServerState state;
    CallModel calls;
    ProcedureModel procedures;
    WorkerModel workers;
    ClientModel clients;
    LogModel log;

Q_SIGNALS:
    void taken(const Amp::Feed::Update &update); // after all models have it

private:
    void apply(const Feed::Update &update);

    bool m_isHeld = false;
    UpdateBatch m_waiting;
};

} // namespace Amp
