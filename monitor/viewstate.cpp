// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "monitor/viewstate.h"

#include <algorithm>

namespace Amp {

namespace {

constexpr qint64 shortestSpan = 5'000'000;
constexpr qint64 longestSpan = 6 * 3'600'000'000;

} // namespace

ViewState::ViewState(QObject *parent)
    : QObject(parent)
{}

void ViewState::setNow(qint64 now)
{
    if (m_now == now)
        return;
    m_now = now;
    Q_EMIT nowChanged();
    if (isLiveRange())
        Q_EMIT rangeChanged();
}

void ViewState::setDataUntil(qint64 at)
{
    m_dataUntil = at;
}

ViewState::Range ViewState::range() const
{
    return isLiveRange() ? Range{m_now - m_span, m_now} : m_fixed;
}

void ViewState::setSpan(qint64 microseconds)
{
    m_span = std::clamp(microseconds, shortestSpan, longestSpan);
    m_fixed = {};
    Q_EMIT rangeChanged();
}

void ViewState::zoom(double factor)
{
    if (isLiveRange())
        return setSpan(qint64(double(m_span) * factor));
    const qint64 middle = (m_fixed.from + m_fixed.to) / 2;
    const auto wanted = qint64(double(m_fixed.to - m_fixed.from) * factor);
    const qint64 half = std::clamp(wanted, shortestSpan, longestSpan) / 2;
    setFixedRange({middle - half, middle + half});
}

void ViewState::setFixedRange(Range range)
{
    if (range.to <= range.from)
        return;
    m_fixed = range;
    Q_EMIT rangeChanged();
}

void ViewState::setLiveRange()
{
    m_fixed = {};
    Q_EMIT rangeChanged();
}

void ViewState::setCrossHair(qint64 at)
{
    if (m_crossHair == at)
        return;
    m_crossHair = at;
    Q_EMIT crossHairChanged();
}

void ViewState::select(const Selection &selection)
{
    if (m_selection == selection)
        return;
    m_selection = selection;
    Q_EMIT selectionChanged(m_selection);
}

void ViewState::setFreshness(Freshness freshness)
{
    if (m_freshness == freshness)
        return;
    m_freshness = freshness;
    Q_EMIT freshnessChanged();
}

} // namespace Amp
