// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#include "core/workers/descriptorlimit.h"

#include <sys/resource.h>

namespace Amp::DescriptorLimit {

namespace {

quint64 current()
{
    rlimit limit = {};
    return ::getrlimit(RLIMIT_NOFILE, &limit) == 0 ? quint64(limit.rlim_cur) : 1024;
}

} // namespace

quint64 inherited()
{
    // The first call must come before raise(), which sees to that.
    static const quint64 limit = current();
    return limit;
}

quint64 raise()
{
    inherited();
    rlimit limit = {};
    if (::getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max) {
        limit.rlim_cur = limit.rlim_max;
        ::setrlimit(RLIMIT_NOFILE, &limit);
    }
    return current();
}

} // namespace Amp::DescriptorLimit
