// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <chrono>
#include <memory>
#include <vector>

#include <QObject>
#include <QProcess>
#include <QStringList>
#include <QTimer>

#include "core/protocol/messages.h"

namespace Amp {

// Finds out which procedures the native includes define, each plugin in a throw-away process, so
// that a plugin which crashes or hangs harms nothing.
class IncludeCatalog : public QObject
{
    Q_OBJECT

public:
    struct Plugin
    {
        QString file;
        bool autoload = false; // from a folder: loaded at the first call of one of its procedures
        std::vector<Wire::ProcedureInfo> procedures;
    };

    // Worker is the path of amp-worker.
    IncludeCatalog(QString worker, std::chrono::milliseconds limit, QObject *parent = nullptr);

    // Includes are plugin files and folders of plugins. One of the signals follows.
    void describe(const QStringList &includes);
    const std::vector<Plugin> &plugins() const { return m_plugins; }

Q_SIGNALS:
    void described();
    void failed(const QString &message);

private:
    QString addFolder(const QString &folder);
    void describeNext();
    void onFinished(int exitCode, QProcess::ExitStatus status);
    void take(Plugin &plugin, const QByteArray &description);
    QString definedTwice() const;
    void end(const QString &failure);

    const QString m_worker;
    std::vector<Plugin> m_plugins;
    std::size_t m_next = 0;
    QProcess m_process;
    QTimer m_limit;
};

} // namespace Amp
