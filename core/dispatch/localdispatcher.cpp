// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/dispatch/localdispatcher.h"

#include <algorithm>

#include <QtCore/qfileinfo.h>

#include "core/dispatch/localdispatcher_p.h"

namespace Amp {

LocalDispatcher::LocalDispatcher(QObject *parent)
    : Dispatcher(parent)
    , d(std::make_unique<Private>(this))
{}

LocalDispatcher::~LocalDispatcher() = default;

void LocalDispatcher::addInclude(const QString &path)
{
    d->addInclude(QFileInfo(path).absoluteFilePath());
}

void LocalDispatcher::addBinary(const QString &command)
{
    d->addBinary(command);
}

void LocalDispatcher::setWorkers(int count)
{
    d->workers = std::max(1, count);
}

void LocalDispatcher::setStartLimit(Milliseconds limit)
{
    d->request.startLimit = limit;
}

void LocalDispatcher::setGrace(Milliseconds grace)
{
    d->request.grace = grace;
}

void LocalDispatcher::setWorkerProgram(const QString &path)
{
    d->programs.native = path;
}

void LocalDispatcher::setPythonWorker(const QString &path)
{
    d->programs.python = path;
}

void LocalDispatcher::start()
{
    d->start();
}

void LocalDispatcher::submit(CallRequest &request)
{
    d->submit(request);
}

void LocalDispatcher::discover()
{
    d->discover();
}

void LocalDispatcher::withdraw(CallId id)
{
    d->withdraw(id);
}

} // namespace Amp
