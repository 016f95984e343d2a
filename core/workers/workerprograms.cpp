// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/workers/workerprograms.h"

#include <algorithm>

#ifdef Q_OS_UNIX
#include <dlfcn.h>
#endif

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

namespace Amp {

namespace {

// The folder of the library or program that this code is part of: a program that embeds AMP may be
// anywhere. Without links: /lib may be one to /usr/lib, and what is above it elsewhere.
QString libraryFolder()
{
#ifdef Q_OS_UNIX
    Dl_info info = {};
    if (::dladdr(reinterpret_cast<const void *>(&WorkerPrograms::find), &info) != 0) {
        const QString file = QFileInfo(QFile::decodeName(info.dli_fname)).canonicalFilePath();
        if (!file.isEmpty())
            return QFileInfo(file).path();
    }
#endif
    return QCoreApplication::applicationDirPath();
}

// Relative to the folders of programs and of libraries; those may have one for each architecture.
QString locate(const char *variable, const QString &file, const QString &installedIn)
{
    if (qEnvironmentVariableIsSet(variable))
        return qEnvironmentVariable(variable);
    const QString program = QCoreApplication::applicationDirPath() + u'/';
    const QString library = libraryFolder() + u'/';
    const QString installed = installedIn + u'/' + file;
    const QStringList places = {program + file, program + QStringLiteral("../") + installed,
                                library + QStringLiteral("../bin/") + file,
                                library + QStringLiteral("../") + installed,
                                library + QStringLiteral("../../") + installed};
    const auto found =
        std::ranges::find_if(places, [](const QString &place) { return QFileInfo::exists(place); });
    return QDir::cleanPath(found == places.end() ? places.first() : *found);
}

} // namespace

WorkerPrograms WorkerPrograms::find()
{
    WorkerPrograms programs;
    programs.native =
        locate("AMP_WORKER", QStringLiteral("amp-worker"), QStringLiteral("libexec/amp"));
    programs.python =
        locate("AMP_PYTHON_WORKER", QStringLiteral("amp_worker.py"), QStringLiteral("share/amp"));
    return programs;
}

} // namespace Amp
