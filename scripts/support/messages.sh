# Sourced by the scripts beside this folder.

say() { printf '\n==> %s\n' "$*"; }

# Stops with exit code 2: the machine or the command line is at fault, not the build.
stop() {
    printf '%s: %s\n' "${0##*/}" "$*" >&2
    exit 2
}

# The comment under a script's first line is its help.
print_help() {
    sed -n '2,/^[^#]/ { s/^# \{0,1\}//p }' "$0"
}
