// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "server/includecatalog.h"

#include <QDir>
#include <QFileInfo>
#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include "core/protocol/printable.h"

namespace Amp {

IncludeCatalog::IncludeCatalog(QString worker, std::chrono::milliseconds limit, QObject *parent)
    : QObject(parent)
    , m_worker(std::move(worker))
{
    m_limit.setSingleShot(true);
    m_limit.setInterval(limit);
    connect(&m_limit, &QTimer::timeout, &m_process, &QProcess::kill);
    connect(&m_process, &QProcess::finished, this, &IncludeCatalog::onFinished);
    connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            end(QStringLiteral("%1 cannot be run: %2. Install it beside amp-server.")
                    .arg(m_worker, m_process.errorString()));
    });
}

void IncludeCatalog::describe(const QStringList &includes)
{
    for (const QString &include : includes) {
        if (!QFileInfo(include).isDir())
            m_plugins.push_back({include, false, {}});
        else if (const QString failure = addFolder(include); !failure.isEmpty())
            return end(failure);
    }
    describeNext();
}

QString IncludeCatalog::addFolder(const QString &folder)
{
    const QFileInfoList files =
        QDir(folder).entryInfoList({QStringLiteral("*.so")}, QDir::Files, QDir::Name);
    for (const QFileInfo &file : files)
        m_plugins.push_back({file.absoluteFilePath(), true, {}});
    return files.isEmpty()
               ? QStringLiteral("The folder %1 has no plugins (*.so) in it.").arg(folder)
               : QString();
}

void IncludeCatalog::describeNext()
{
    if (m_next == m_plugins.size())
        return end(definedTwice());
    m_process.setProgram(m_worker);
    m_process.setArguments({QStringLiteral("--describe"), m_plugins[m_next].file});
    m_process.setStandardInputFile(QProcess::nullDevice());
    m_process.start(QIODevice::ReadOnly);
    m_limit.start();
}

void IncludeCatalog::onFinished(int exitCode, QProcess::ExitStatus status)
{
    const bool timedOut = !m_limit.isActive();
    m_limit.stop();
    Plugin &plugin = m_plugins[m_next];
    if (timedOut) {
        end(QStringLiteral("%1 was not loaded within %2 s, which --start-limit sets.")
                .arg(plugin.file)
                .arg(double(m_limit.interval()) / 1000));
    } else if (status == QProcess::CrashExit) {
        end(QStringLiteral("%1 crashes when it is loaded (signal %2).")
                .arg(plugin.file)
                .arg(exitCode));
    } else if (exitCode != 0) {
        const QByteArray sentence = m_process.readAllStandardError().trimmed();
        end(sentence.isEmpty()
                ? QStringLiteral("%1 ended amp-worker with exit code %2 when it was loaded.")
                      .arg(plugin.file)
                      .arg(exitCode)
                : printable(sentence));
    } else {
        take(plugin, m_process.readAllStandardOutput());
        ++m_next;
        describeNext();
    }
}

void IncludeCatalog::take(Plugin &plugin, const QByteArray &description)
{
    // A plugin may print while it is loaded: the description is the last line.
    const QByteArray line = description.trimmed().split('\n').last();
    const QJsonArray procedures =
        QJsonDocument::fromJson(line).object().value(QLatin1StringView("procedures")).toArray();
    for (const auto &value : procedures) {
        const QJsonObject procedure = value.toObject();
        const auto field = [&](const char *name) {
            return procedure.value(QLatin1StringView(name)).toString().toUtf8();
        };
        plugin.procedures.push_back(
            {field("name"), field("signature"), field("documentation"), false});
    }
}

QString IncludeCatalog::definedTwice() const
{
    QHash<QByteArray, QString> files;
    for (const Plugin &plugin : m_plugins) {
        for (const Wire::ProcedureInfo &procedure : plugin.procedures) {
            const QString other = files.value(procedure.name);
            if (!other.isEmpty()) {
                return QStringLiteral("%1 and %2 both define %3; rename one of the two.")
                    .arg(other, plugin.file, QString::fromUtf8(procedure.name));
            }
            files.insert(procedure.name, plugin.file);
        }
    }
    return {};
}

void IncludeCatalog::end(const QString &failure)
{
    if (failure.isEmpty())
        Q_EMIT described();
    else
        Q_EMIT failed(failure);
}

} // namespace Amp
