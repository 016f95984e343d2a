# SPDX-FileCopyrightText: 2026 The AMP authors
# SPDX-License-Identifier: MIT
#
# Sourced by resources/quickstart.sh, tests/run.sh and tests/lint.sh: installs what a build needs.

say() { printf '%s\n' "$*"; }

# Prints those of the given Debian packages that are not installed.
missing_packages() {
    for package in "$@"; do
        case $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) in
        installed) ;;
        *) printf '%s ' "$package" ;;
        esac
    done
}

install_packages() {
    if ! command -v apt-get >/dev/null 2>&1; then
        say "This script installs its packages on Debian 12 or newer and its relatives; elsewhere install Qt 6.4 or newer (Core, Network, Widgets, Test), a C++20 compiler, CMake 3.22, Ninja and Python 3.9, then run: cmake --preset release && cmake --build --preset release" >&2
        for tool in cmake ninja c++ python3; do
            command -v "$tool" >/dev/null 2>&1 || exit 1
        done
        return
    fi
    missing=$(missing_packages "$@")
    [ -z "$missing" ] && return
    as_root=
    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null 2>&1 || {
            say "These packages are missing: $missing. Install them as root with apt-get install, or install sudo, and start again." >&2
            exit 1
        }
        as_root=sudo
    fi
    say "Installing: $missing"
    log=$(mktemp)
    $as_root apt-get -q update >"$log" 2>&1
    # shellcheck disable=SC2086 # a list of words
    DEBIAN_FRONTEND=noninteractive $as_root apt-get -q -y -o DPkg::Lock::Timeout=300 install --no-install-recommends $missing >>"$log" 2>&1 || {
        tail -n 20 "$log" >&2
        say "The packages could not be installed; the lines above say why." >&2
        rm -f "$log"
        exit 1
    }
    rm -f "$log"
}

# build_preset PRESET [OPTION...]: configures and builds; prints the log only when that fails.
build_preset() {
    preset=$1
    shift
    say "Building ($preset) ..."
    log=$(mktemp)
    { cmake --preset "$preset" "$@" && cmake --build --preset "$preset"; } >"$log" 2>&1 || {
        tail -n 40 "$log" >&2
        say "The build failed; the lines above say why." >&2
        rm -f "$log"
        exit 1
    }
    rm -f "$log"
}

build_packages="qt6-base-dev g++ cmake ninja-build python3"
