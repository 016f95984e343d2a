// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "client/cli/progressbar.h"

#include <unistd.h>

#include <QByteArray>

namespace Amp {

namespace {

constexpr int drawInterval = 100; // milliseconds
constexpr int barWidth = 40;

} // namespace

ProgressBar::ProgressBar(int total, std::FILE *file)
    : m_total(total)
    , m_file(file)
    , m_isTerminal(total > 1 && isatty(fileno(file)) != 0)
{}

void ProgressBar::show(int ended, int failed)
{
    if (!m_isTerminal || (m_lastDrawn.isValid() && !m_lastDrawn.hasExpired(drawInterval)))
        return;
    m_lastDrawn.start();
    m_isVisible = true;
    std::fprintf(m_file, "\r\x1b[K%s", line(ended, failed, m_total).constData());
    std::fflush(m_file);
}

void ProgressBar::clear()
{
    if (!m_isVisible)
        return;
    m_isVisible = false;
    std::fputs("\r\x1b[K", m_file);
    std::fflush(m_file);
}

QByteArray ProgressBar::line(int ended, int failed, int total)
{
    const int filled = int(qint64(barWidth) * ended / total);
    QByteArray text = '[' + QByteArray(filled, '#') + QByteArray(barWidth - filled, ' ') + "] " +
                      QByteArray::number(ended) + " of " + QByteArray::number(total);
    if (failed > 0)
        text += ", " + QByteArray::number(failed) + " failed";
    return text;
}

} // namespace Amp
