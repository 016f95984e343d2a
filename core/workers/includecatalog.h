// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <chrono>
#include <memory>
#include <vector>

#include <QHash>
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

    enum class OnFailure {
        Stop,    // failed() is the end
        LeaveOut // failed() for each include that is left out, and described() is the end
    };

    // Worker is the path of amp-worker.
    IncludeCatalog(QString worker, std::chrono::milliseconds limit,
                   OnFailure onFailure = OnFailure::Stop, QObject *parent = nullptr);
    ~IncludeCatalog() override;

    // Includes are plugin files and folders of plugins. Signals follow; once.
    void describe(const QStringList &includes);
    const std::vector<Plugin> &plugins() const { return m_plugins; }

Q_SIGNALS:
    void described();
    void failed(const QString &message);

private:
    QString addFolder(const QString &folder);
    void describeNext();
    void onNotStarted();
    void onFinished(int exitCode, QProcess::ExitStatus status);
    QString failureOf(const Plugin &plugin, int exitCode, QProcess::ExitStatus status);
    static void take(Plugin &plugin, const QByteArray &description);
    QString definedTwice(const Plugin &plugin) const;
    void goOn(const QString &failure);

    const QString m_worker;
    const OnFailure m_onFailure;
    std::vector<Plugin> m_plugins;
    QHash<QByteArray, QString> m_files; // by procedure
    std::size_t m_next = 0;
    QProcess m_process;
    QTimer m_limit;
};

} // namespace Amp
