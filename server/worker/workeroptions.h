// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <vector>

#include <QStringList>

#include "core/protocol/result.h"

namespace Amp {

// A plugin that is loaded at the first call of one of its procedures.
struct AutoloadedPlugin
{
    QString file;
    QList<QByteArray> names;
};

struct WorkerOptions
{
    bool help = false;
    QString described; // only print what this plugin has
    QStringList plugins;
    std::vector<AutoloadedPlugin> autoloaded;

    // Error: a sentence about the first option that is wrong.
    static Result<WorkerOptions> parse(const QStringList &arguments);
    static QString helpText();
};

} // namespace Amp
