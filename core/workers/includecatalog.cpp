// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/workers/includecatalog.h"

#include <QDir>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include "core/protocol/printable.h"

namespace Amp {

IncludeCatalog::IncludeCatalog(QString worker, std::chrono::milliseconds limit, OnFailure onFailure,
                               QObject *parent)
    : QObject(parent)
    , m_worker(std::move(worker))
    , m_onFailure(onFailure)
{
    m_limit.setSingleShot(true);
    m_limit.setInterval(limit);
    connect(&m_limit, &QTimer::timeout, &m_process, &QProcess::kill);
    connect(&m_process, &QProcess::finished, this, &IncludeCatalog::onFinished);
    connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            onNotStarted();
    });
}

IncludeCatalog::~IncludeCatalog()
{
    m_process.disconnect(this);
    m_process.kill();
    m_process.waitForFinished(); // QProcess would do so, too, and complain
}

void IncludeCatalog::describe(const QStringList &includes)
{
    for (const QString &include : includes) {
        if (!QFileInfo(include).isDir()) {
            m_plugins.push_back({include, false, {}});
        } else if (const QString failure = addFolder(include); !failure.isEmpty()) {
            Q_EMIT failed(failure);
            if (m_onFailure == OnFailure::Stop)
                return;
        }
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
    if (m_next == m_plugins.size()) {
        Q_EMIT described();
        return;
    }
    m_process.setProgram(m_worker);
    m_process.setArguments({QStringLiteral("--describe"), m_plugins[m_next].file});
    m_process.setStandardInputFile(QProcess::nullDevice());
    m_process.start(QIODevice::ReadOnly);
    m_limit.start();
}

void IncludeCatalog::onNotStarted()
{
    m_limit.stop();
    Q_EMIT failed(QStringLiteral("%1 cannot be run: %2. Install amp-worker beside this program, or "
                                 "name it in AMP_WORKER.")
                      .arg(m_worker, m_process.errorString()));
    if (m_onFailure == OnFailure::Stop)
        return;
    m_plugins.resize(m_next); // none of the others could be described
    Q_EMIT described();
}

void IncludeCatalog::onFinished(int exitCode, QProcess::ExitStatus status)
{
    Plugin &plugin = m_plugins[m_next];
    QString failure = failureOf(plugin, exitCode, status);
    if (failure.isEmpty()) {
        take(plugin, m_process.readAllStandardOutput());
        failure = definedTwice(plugin);
    }
    goOn(failure);
}

QString IncludeCatalog::failureOf(const Plugin &plugin, int exitCode, QProcess::ExitStatus status)
{
    const bool timedOut = !m_limit.isActive();
    m_limit.stop();
    if (timedOut)
        return QStringLiteral("%1 was not loaded within %2 s, which --start-limit sets.")
            .arg(plugin.file)
            .arg(double(m_limit.interval()) / 1000);
    if (status == QProcess::CrashExit)
        return QStringLiteral("%1 crashes when it is loaded (signal %2).")
            .arg(plugin.file)
            .arg(exitCode);
    if (exitCode == 0)
        return {};
    const QByteArray sentence = m_process.readAllStandardError().trimmed();
    return sentence.isEmpty()
               ? QStringLiteral("%1 ended amp-worker with exit code %2 when it was loaded.")
                     .arg(plugin.file)
                     .arg(exitCode)
               : printable(sentence);
}

void IncludeCatalog::goOn(const QString &failure)
{
    Plugin &plugin = m_plugins[m_next];
    if (failure.isEmpty()) {
        for (const Wire::ProcedureInfo &procedure : plugin.procedures)
            m_files.insert(procedure.name, plugin.file);
        ++m_next;
    } else {
        Q_EMIT failed(failure);
        if (m_onFailure == OnFailure::Stop)
            return;
        m_plugins.erase(m_plugins.begin() + std::ptrdiff_t(m_next));
    }
    describeNext();
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

QString IncludeCatalog::definedTwice(const Plugin &plugin) const
{
    for (const Wire::ProcedureInfo &procedure : plugin.procedures) {
        const QString other = m_files.value(procedure.name);
        if (!other.isEmpty())
            return QStringLiteral("%1 and %2 both define %3; rename one of the two.")
                .arg(other, plugin.file, QString::fromUtf8(procedure.name));
    }
    return {};
}

} // namespace Amp
