"""Rows that need no comparison of times: allocations, hand-over, JSON, compiling."""

import json
import shutil

from . import machine
from .results import Target, interleave, medians, result


def micro(context, program):
    """Median nanoseconds of each benchmark of a Google Benchmark program."""
    command = [context.programs / program, "--benchmark_format=json"]
    command += [f"--benchmark_repetitions={max(3, context.repetitions)}"]
    command += ["--benchmark_enable_random_interleaving=true"]
    command += ["--benchmark_report_aggregates_only=true"]
    command += [f"--benchmark_min_time={0.02 if context.quick else 0.2}"]
    report = json.loads(machine.run(command, context.cores.client, 600).output)
    return {
        entry["run_name"]: entry["cpu_time"]
        for entry in report["benchmarks"]
        if entry["aggregate_name"] == "median"
    }


def generator(context):
    """Handing a value from a generator to its consumer."""
    times = micro(context, "micro-generator")
    peers = {name: times[name] for name in ("awaitable_optional", "experimental_coro")}
    unit = "ns of CPU a value"
    for name, key, bound in (
        ("generator, next()", "generator_next", 50),
        ("generator, try_next()", "generator_try_next", 8),
        ("generator of chunks, next()", "generator_next_chunk", None),
    ):
        target = Target().at_most(bound) if bound else None
        yield result(name, times[key], unit, target, peers)


def json_decode(context):
    """Reading JSON into types, beside a DOM."""
    times = micro(context, "micro-json")
    for what in ("chunk", "completion"):
        peers = {name: times[name] for name in (f"dom_{what}", f"dom_{what}_in_buffer")}
        yield result(f"JSON of a {what} into its type", times[f"typed_{what}"], "ns of CPU", None, peers)


def allocations(context):
    """Calls of malloc and its kin. Two lengths of the same work, so that only the rest counts."""
    unit = "allocations"
    short, long = 200, 2200
    streams = context.amount(100)

    def requests(program, url):
        few, many = (
            context.client(program, url, requests=context.amount(count), concurrent=1)
            for count in (400, 1400)
        )
        return (many["allocations"] - few["allocations"]) / (many["count"] - few["count"])

    def chunks(program, urls, count="allocations", **options):
        few, many = (
            context.client(program, url, streams=streams, concurrent=1, **options) for url in urls
        )
        return (many[count] - few[count]) / (many["count"] - few["count"])

    with context.servers.nginx() as root:
        peers = {"beast": requests("beast-requests-counted", root + "v1/")}
        value = requests("bench-requests-counted", root + "v1/")
        yield result("allocations, plain request", value, unit, Target().at_most(25), peers)
    with context.servers.streams(chunks=short) as one, context.servers.streams(chunks=long) as other:
        urls = (one + "bulk/", other + "bulk/")
        peers = {"beast": chunks("beast-streams-counted", urls)}
        counted = "bench-streams-counted"
        value = chunks(counted, urls)
        yield result("allocations, next()", value, unit, Target().at_most(3), peers)
        value = chunks(counted, urls, "allocations_in_try_next", read="reuse")
        yield result("allocations, try_next(chunk)", value, unit, Target().at_most(0), peers)
        value = chunks(counted, urls, read="reuse")
        name = "allocations, next(chunk) and try_next(chunk), TLS included"
        yield result(name, value, unit, None, peers)


def include_cost(context):
    """Compiling a source file that includes everything and makes one call."""
    source = context.root / "benchmarks/include_cost/one_call.cpp"
    include = context.root / "include"
    command = ["g++", "-std=c++20", "-O2", "-I", include, "-c", source, "-o", "/dev/null"]

    def compile_it():
        return machine.run(command, context.cores.client, 120)

    outcomes = interleave({"coai": compile_it}, context.repetitions)
    value = medians(outcomes, lambda done: done.cpu_us / 1e6)["coai"]
    target = Target().at_most(5)
    runs = [done.cpu_us / 1e6 for done in outcomes["coai"]]
    yield result("compiling one call", value, "s of CPU", target, runs=runs)


def build_time(context):
    """A release build of the library and its tests from nothing, on two cores."""
    folder = context.build / "build-time"
    shutil.rmtree(folder, ignore_errors=True)
    cores = context.cores.all[:2]
    configure = ["cmake", "--preset", "release", "-B", folder, "-DCOAI_BUILD_BENCHMARKS=OFF"]
    machine.run(configure, cores, 120, folder=context.root)
    command = ["cmake", "--build", folder, "--parallel", len(cores)]
    done = machine.run(command, cores, 3600, folder=context.root)
    shutil.rmtree(folder, ignore_errors=True)
    minutes = done.wall_us / 60e6
    yield result("release build of library and tests", minutes, "min", Target().at_most(10))
