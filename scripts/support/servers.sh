# Sourced; servers that run beside a script and end with it. Needs messages.sh.

server_pids=()

# start_server <log> <command...>: in the background, with its output in the log.
start_server() {
    local log=$1
    shift
    "$@" >"$log" 2>&1 </dev/null &
    server_pids+=($!)
}

stop_servers() {
    local pid
    for pid in "${server_pids[@]}"; do
        kill "$pid" 2>/dev/null || true
    done
    wait "${server_pids[@]}" 2>/dev/null || true
    server_pids=()
}
trap stop_servers EXIT

# await_line <seconds> <log> <words>: prints the log's first line with these words once it is there.
await_line() {
    local seconds=$1 log=$2 words=$3 deadline
    deadline=$((SECONDS + seconds))
    until grep --max-count=1 --fixed-strings -- "$words" "$log"; do
        ((SECONDS < deadline)) || return 1
        sleep 0.1
    done
}
