# What the scripts share; sourced, not run.
# shellcheck shell=bash

# shellcheck disable=SC2034 # used by those that source this
cache=${XDG_CACHE_HOME:-$HOME/.cache}/anneal

say() { printf '%s: %s\n' "$(basename "$0")" "$*"; }

as_root=()
[ "$(id -u)" -eq 0 ] || as_root=(sudo -n)

# Debian packages, where there is apt and the right to use it; elsewhere the build's own error says what is missing.
apt_install() {
    if ! command -v apt-get >/dev/null || ! "${as_root[@]}" true 2>/dev/null; then
        say "cannot install $* (no apt-get, or no root): please install it" >&2
        return 0
    fi
    say "installing $* with apt-get"
    "${as_root[@]}" apt-get -qq update
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get -qq install -y --no-install-recommends "$@" >/dev/null
}

# What the build needs for TLS (openssl), and further packages by the commands they bring. The linker needs nothing:
# Rust brings one.
system_packages() {
    local missing=() name
    command -v cc >/dev/null || missing+=(gcc libc6-dev)
    command -v pkg-config >/dev/null || missing+=(pkg-config)
    pkg-config --exists openssl 2>/dev/null || missing+=(libssl-dev)
    python3 -c 'import venv, ensurepip' 2>/dev/null || missing+=(python3-venv)
    for name in "$@"; do command -v "$name" >/dev/null || missing+=("$name"); done
    if [ "${#missing[@]}" -eq 0 ]; then say 'system packages: nothing missing'; else apt_install "${missing[@]}"; fi
}
