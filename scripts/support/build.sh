# Sourced; configures and builds a preset. Needs messages.sh, and the root as working directory.

# A source file that instantiates Beast takes close to 1 GB, so memory limits the jobs, too.
parallel_jobs() {
    local cores gigabytes
    cores=$(nproc)
    gigabytes=$(awk '/^MemAvailable:/ { print int($2 / 1048576) }' /proc/meminfo)
    echo $((gigabytes < 1 ? 1 : gigabytes < cores ? gigabytes : cores))
}

# Only our own checks fail on a warning: a user's compiler may know one that ours did not.
configure_options=(--compile-no-warning-as-error)

# build <preset> [targets...]
build() {
    local preset=$1
    shift
    say "Building $preset"
    cmake --preset "$preset" "${configure_options[@]}" &&
        cmake --build --preset "$preset" --parallel "$(parallel_jobs)" ${1:+--target "$@"}
}

# As `scripts/test --all` builds, so that what it has left is not compiled again.
build_checked() {
    local configure_options=()
    build "$@"
}
