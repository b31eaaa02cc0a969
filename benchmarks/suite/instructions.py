"""Counts instructions with callgrind and compares them with the committed counts.

scripts/check-instructions calls this. Two lengths of the same work are counted, and the difference
is divided by the difference of the lengths, so start-up, handshakes and warm-up do not count.
"""

import argparse
import json
import pathlib
import platform
import re
import sys

from . import machine
from .servers import Servers

TOLERANCE = 1.05
KEPT = "benchmarks/instructions.json"


class Counter:
    def __init__(self, build):
        self.cores = machine.Cores()
        self.servers = Servers(build, self.cores)
        self.programs = pathlib.Path(build) / "benchmarks"
        self.output = self.servers.folder / "callgrind.out"
        self.built_with = None

    def run(self, program, options):
        command = ["valgrind", "--quiet", "--tool=callgrind"]
        command += [f"--callgrind-out-file={self.output}", self.programs / program]
        for name, value in options.items():
            command += [f"--{name}", value]
        outcome = machine.run(command, self.cores.client, 120).json()
        if not outcome["checksum"]:
            raise machine.Failure(f"{program} has read nothing")
        self.built_with = outcome["built_with"]
        totals = re.search(r"^totals: (\d+)", self.output.read_text(), re.MULTILINE)
        return int(totals.group(1)), outcome["count"]

    def per_item(self, program, few, many):
        """The cost of an item more, by two runs' options, one with few items and one with many."""
        fewer, fewer_items = self.run(program, few)
        more, more_items = self.run(program, many)
        return round((more - fewer) / (more_items - fewer_items))

    def count_all(self):
        counts = {}
        client = {"ca": self.servers.ca, "concurrent": 1}
        with self.servers.streams(chunks=2000) as root:
            # Late answers, because a client that finds its answer there already does less.
            load = {"url": root + "late/", **client}
            few, many = ({"requests": count, **load} for count in (20, 220))
            counts["request"] = self.per_item("bench-requests", few, many)

            for read, name in (("next", "chunk, next()"), ("reuse", "chunk, try_next(chunk)")):
                load = {"url": root + "bulk/", "read": read, **client}
                few, many = ({"streams": count, **load} for count in (1, 4))
                counts[name] = self.per_item("bench-streams", few, many)

        paced = {"rate": 40}  # so that each comes alone, on a busy machine, too
        with (
            self.servers.streams(chunks=20, **paced) as short,
            self.servers.streams(chunks=120, **paced) as long,
        ):
            few, many = ({"url": url + "paced/", "gather": "yes", **client} for url in (short, long))
            counts["chunk, waited for"] = self.per_item("bench-streams", few, many)

        for kind in ("chunk", "completion"):
            few, many = ({"kind": kind, "times": count} for count in (100, 600))
            counts[f"JSON of a {kind}"] = self.per_item("bench-decode", few, many)
        return counts

    def environment(self):
        openssl = machine.run(["openssl", "version"], self.cores.all).output.split()[1]
        valgrind = machine.run(["valgrind", "--version"], self.cores.all).output.strip()
        series = ".".join(openssl.split(".")[:2])
        return f"{self.built_with}, OpenSSL {series}, {valgrind}, {platform.machine()}"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--root", required=True, type=pathlib.Path)
    parser.add_argument("--build", required=True, type=pathlib.Path)
    parser.add_argument("--update", action="store_true")
    arguments = parser.parse_args()

    counter = Counter(arguments.build)
    counts = counter.count_all()
    environment = counter.environment()
    path = arguments.root / KEPT
    if arguments.update:
        kept = {"environment": environment, "instructions": counts}
        path.write_text(json.dumps(kept, indent=2) + "\n")
        print(f"{KEPT} has these now: {counts}")
        return
    kept = json.loads(path.read_text())
    comparable = kept["environment"] == environment
    worse = []
    for name, count in counts.items():
        before = kept["instructions"].get(name)
        ratio = count / before if before else float("inf")
        print(f"{name:24} {count:9,} instructions, {KEPT} says {before:9,}: {ratio - 1:+.1%}")
        if ratio > TOLERANCE:
            worse.append(name)
    if not comparable:
        print(f"Not comparable: {KEPT} is about {kept['environment']}, and here is {environment}.")
        return
    if worse:
        print(f"More than {TOLERANCE - 1:.0%} worse: {', '.join(worse)}.")
        print("Where that is right, scripts/check-instructions --update; say why in the commit.")
        sys.exit(1)


if __name__ == "__main__":
    main()
