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

# number_in <log> <sed expression that prints it>: 0 if there is none.
number_in() {
    local number
    number=$(sed -n "$2" "$1" | tail -n 1)
    echo "${number:-0}"
}

# count_node <name> <tap log> <exit code>
count_node() {
    local good bad left_out
    good=$(number_in "$2" 's/^# pass \([0-9]*\)$/\1/p')
    bad=$(number_in "$2" 's/^# \(fail\|cancelled\) \([0-9]*\)$/\2/p')
    left_out=$(number_in "$2" 's/^# skipped \([0-9]*\)$/\1/p')
    ((bad > 0 || ($3 == 0 && good > 0))) || bad=1
    count_suite "$1" "$good" "$bad" "$left_out"
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
