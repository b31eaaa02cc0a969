# Sourced; adds up what test runners report.

passed=0
failed=0
skipped=0
summaries=()

# count_suite <name> <passed> <failed> <skipped>
count_suite() {
    passed=$((passed + $2))
    failed=$((failed + $3))
    skipped=$((skipped + $4))
    summaries+=("$1: $2 passed, $3 failed, $4 skipped (after $SECONDS s)")
}

# skip_suite <name> <what it needs>
skip_suite() {
    skipped=$((skipped + 1))
    summaries+=("$1: skipped, for $2 is not there")
}

# sum_in <tap log> <what>: of the numbers in node's closing lines, such as "# pass 3".
sum_in() {
    awk -v what="^# ($2) [0-9]+$" '$0 ~ what { sum += $3 } END { print sum + 0 }' "$1"
}

# count_node <name> <tap log> <exit code>
count_node() {
    local good bad
    good=$(sum_in "$2" pass)
    bad=$(sum_in "$2" 'fail|cancelled')
    ((bad > 0 || ($3 == 0 && good > 0))) || bad=1
    count_suite "$1" "$good" "$bad" "$(sum_in "$2" skipped)"
}

# count_doctest <name> <log> <exit code>
count_doctest() {
    local line numbers good=0 bad=0
    if line=$(grep -F '[doctest] test cases:' "$2"); then
        read -ra numbers <<<"${line//[^0-9]/ }"
        good=${numbers[1]}
        bad=${numbers[2]}
    fi
    ((bad > 0 || ($3 == 0 && good > 0))) || bad=1
    count_suite "$1" "$good" "$bad" 0
}
