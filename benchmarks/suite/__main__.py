"""Runs the benchmarks, writes results.json and prints it as a table. scripts/bench calls this."""

import argparse
import json
import pathlib
import sys
import time

from . import costs, machine, requests, streams
from .context import Context
from .results import table

MEASUREMENTS = [
    requests.plain_request,
    streams.bulk_chunk,
    costs.generator,
    costs.json_decode,
    streams.paced_chunk,
    streams.open_stream_memory,
    streams.ten_thousand_streams,
    streams.first_token,
    requests.concurrency,
    costs.allocations,
    requests.cold_burst,
    costs.include_cost,
    requests.two_threads,
    costs.build_time,
]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--root", required=True, type=pathlib.Path)
    parser.add_argument("--build", required=True, type=pathlib.Path)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--repetitions", type=int)
    parser.add_argument("--only", nargs="+", choices=[each.__name__ for each in MEASUREMENTS])
    arguments = parser.parse_args()

    machine.raise_open_file_limit()
    repetitions = arguments.repetitions or (1 if arguments.quick else 5)
    context = Context(arguments.root, arguments.build, arguments.quick, repetitions)
    entries = []
    failed = False
    for measure in MEASUREMENTS:
        if arguments.only and measure.__name__ not in arguments.only:
            continue
        if arguments.quick and not arguments.only and measure is costs.build_time:
            continue
        started = time.monotonic()
        print(f"{measure.__name__}: {measure.__doc__.splitlines()[0]}", file=sys.stderr)
        try:
            entries += measure(context)
        except (machine.Failure, OSError, ValueError) as problem:
            failed = True
            print(problem, file=sys.stderr)
        print(f"    {time.monotonic() - started:.0f} s", file=sys.stderr)

    output = arguments.build / ("quick.json" if arguments.quick else "results.json")
    output.write_text(json.dumps(entries, indent=2) + "\n")
    print(table(entries))
    print(f"\n{output}, from {repetitions} runs of each side on {context.cores.count} cores")
    if arguments.quick:
        print("A quick look, with too little work for its figures to mean anything.")
    sys.exit(1 if failed else 0)


main()
