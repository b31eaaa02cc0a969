# Sourced; installs what coai is built with on Debian and Ubuntu. Needs messages.sh.

# Debian 12's plain libboost-dev is Boost 1.74, too old for Boost.URL, so every package names its version.
boost_version() {
    local ID='' VERSION_ID=''
    [[ -r /etc/os-release ]] && . /etc/os-release
    case $ID:$VERSION_ID in
        debian:12) echo 1.81 ;;
        ubuntu:24.04) echo 1.83 ;;
        *) return 1 ;;
    esac
}

# Prints the packages for `build`; for `checks`, which adds the second compiler and the formatter; for
# `interop`, which adds other people's servers and what runs JavaScript; for `soak`, which adds a proxy;
# for `fuzz`, which adds the fuzzer's library; for `static`, which adds what reads the sources; for
# `instructions`, which adds what counts them; or for `benchmarks`, which adds their peers and tools.
required_packages() {
    local purpose=$1 boost=$2
    echo g++ cmake ninja-build ca-certificates doctest-dev libssl-dev \
        "libboost$boost-dev" "libboost-json$boost-dev" "libboost-url$boost-dev" \
        "libboost-program-options$boost-dev"
    if [[ $purpose == checks ]]; then
        echo clang clang-format-14
    elif [[ $purpose == benchmarks ]]; then
        echo libbenchmark-dev libcurl4-openssl-dev nginx-light openssl python3 wrk
    elif [[ $purpose == instructions ]]; then
        echo openssl python3 valgrind
    elif [[ $purpose == soak ]]; then
        echo nginx
    elif [[ $purpose == fuzz ]]; then
        echo clang libclang-rt-dev
    elif [[ $purpose == static ]]; then
        echo clang clang-tidy-14
    elif [[ $purpose == interop ]]; then
        echo nginx haproxy
        # Node's own package brings npm with it.
        command -v npm >/dev/null || echo nodejs npm
    fi
}

is_installed() {
    [[ $(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null) == installed ]]
}

install_packages() {
    local as_root=()
    if ((EUID != 0)); then
        command -v sudo >/dev/null || stop "run as root, or install these packages first: $*"
        as_root=(sudo)
    fi
    "${as_root[@]}" apt-get update
    # Where another Boost's headers are in the way, their owner decides.
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install --yes --no-install-recommends --no-remove "$@"
}

ensure_packages() {
    local purpose=$1 boost package missing=()
    say "Looking for the packages that coai is built with"
    boost=$(boost_version) || stop "only Debian 12 and Ubuntu 24.04 are known here. Ubuntu's names of" \
        "what is needed: $(required_packages "$purpose" 1.83 | xargs). With these (Boost 1.81 or" \
        "newer, OpenSSL 3) installed, run this again with --no-install."

    for package in $(required_packages "$purpose" "$boost"); do
        is_installed "$package" || missing+=("$package")
    done
    if ((${#missing[@]} == 0)); then
        echo "All are installed."
    else
        say "Installing ${missing[*]}"
        install_packages "${missing[@]}"
    fi
}
