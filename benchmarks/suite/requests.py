"""Rows about plain chat completions."""

import re

from . import machine
from .results import Target, check_same_answers, cpu_per_item, interleave, medians, result

CPU = "us of CPU a request"


def wrk(context, url, seconds):
    command = ["wrk", "--threads", "1", "--connections", "64", "--duration", f"{seconds}s"]
    command += ["--script", context.root / "benchmarks/peers/wrk_request.lua"]
    done = machine.run([*command, url + "chat/completions"], context.cores.client, seconds + 60)
    count = int(re.search(r"(\d+) requests in", done.output).group(1))
    if "Non-2xx" in done.output or count == 0:
        raise machine.Failure("wrk: " + done.output)
    return {"cpu_us": done.cpu_us, "count": count}


def plain_request(context):
    """64 connections, client CPU per request, beside every peer."""
    count = context.amount(30_000)
    with context.servers.nginx() as root:
        url = root + "v1/"
        load = {"requests": count, "concurrent": 64}
        sides = {
            "coai": lambda: context.client("bench-requests", url, **load),
            "beast": lambda: context.client("beast-requests", url, **load),
            "libcurl": lambda: context.client("curl-requests", url, **load),
            "libcurl_epoll": lambda: context.client("curl-requests", url, api="socket", **load),
            "wrk": lambda: wrk(context, url, 1 if context.quick else 3),
        }
        if context.has_openai:
            sides["openai_node"] = lambda: context.openai(
                "openai_requests.mjs", url, count // 10, 64
            )
        outcomes = interleave(sides, context.repetitions)
    check_same_answers(outcomes)
    peers = medians(outcomes, cpu_per_item)
    value = peers.pop("coai")
    target = Target().share_of(peers, "beast", 0.85).share_of(peers, "libcurl", 0.6)
    target.share_of(peers, "openai_node", 1 / 30)
    runs = [cpu_per_item(run) for run in outcomes["coai"]]
    yield result("plain request, 64 connections", value, CPU, target, peers, runs=runs)


def concurrency(context):
    """CPU per request as the number of requests under way grows."""
    levels = [1, 10, 100, 1000, 10_000]
    with context.servers.nginx() as root:

        def measure(level):
            count = max(context.amount(20_000), 3 * level)
            return lambda: context.client(
                "bench-requests", root + "v1/", requests=count, concurrent=level
            )

        outcomes = interleave({str(level): measure(level) for level in levels}, context.repetitions)
    check_same_answers(outcomes)
    costs = medians(outcomes, cpu_per_item)
    for level in levels:
        target = None
        if level != 10:
            target = Target().at_most(1.3 * costs["10"], "<= 1.3 x the value at 10")
        runs = [cpu_per_item(run) for run in outcomes[str(level)]]
        name = f"plain request, {level} at a time"
        yield result(name, costs[str(level)], CPU, target, runs=runs)


def cold_burst(context):
    """1,000 requests at once, no connection open, at most 100 connections."""
    load = {"requests": 1000, "concurrent": 1000, "pool": 100, "cold": "yes"}
    with context.servers.nginx() as root:
        url = root + "v1/"
        sides = {
            "coai": lambda: context.client("bench-requests", url, **load),
            "libcurl": lambda: context.client("curl-requests", url, **load),
        }
        outcomes = interleave(sides, context.repetitions)
    check_same_answers(outcomes)
    for what, unit in (("handshakes", "handshakes"), ("resumed", "resumed handshakes")):
        values = medians({"coai": outcomes["coai"]}, lambda run: run[what])
        target = Target()
        if what == "handshakes":
            target.at_most(100)
        else:
            handshakes = medians(outcomes, lambda run: run["handshakes"])["coai"]
            target.at_least(handshakes - 1, "all but the first")
        yield result(f"cold burst, {what}", values["coai"], unit, target)
    peers = medians(outcomes, lambda run: run["cpu_us"] / 1000)
    value = peers.pop("coai")
    target = Target().share_of(peers, "libcurl", 1)
    runs = [run["cpu_us"] / 1000 for run in outcomes["coai"]]
    yield result("cold burst, CPU", value, "ms of CPU in all", target, peers, runs=runs)


def two_threads(context):
    """Throughput of two threads, each with an io_context and a client."""
    cores = context.cores
    count = context.amount(20_000)
    load = {"requests": count, "concurrent": 64}
    enough_cores = cores.count >= 4
    program = context.programs / "bench-requests"
    with context.servers.nginx(cores.two_clients_server) as root:
        url = root + "v1/"

        def one_thread():
            return context.client("bench-requests", url, **load)

        def two_threads_of_one():
            return context.client("bench-requests", url, cores.two_clients, threads=2, **load)

        def two_processes():
            command = [program, "--url", url, "--ca", context.servers.ca]
            for name, value in load.items():
                command += [f"--{name}", value]
            started = [machine.start(command, cores.two_clients) for _ in range(2)]
            runs = [machine.finish(process).json() for process in started]
            return {key: sum(run[key] for run in runs) for key in ("cpu_us", "count", "checksum")} | {
                "wall_us": max(run["wall_us"] for run in runs)
            }

        sides = {"two threads": two_threads_of_one}
        sides["base"] = one_thread if enough_cores else two_processes
        outcomes = interleave(sides, context.repetitions)
    check_same_answers(outcomes)
    costs = medians(outcomes, cpu_per_item)
    if enough_cores:
        rates = medians(outcomes, lambda run: run["count"] / run["wall_us"])
        ratio = rates["two threads"] / rates["base"]
        note = None
    else:
        ratio = 2 * costs["base"] / costs["two threads"]
        note = (
            "with fewer than four cores the server competes with two clients, so this is computed:"
            " what two threads do in the CPU time of two processes of one thread, which share"
            " nothing, times two"
        )
    target = Target().at_least(1.9)
    peers = {"CPU a request, two threads": costs["two threads"], "CPU a request, base": costs["base"]}
    yield result("two threads, throughput", ratio, "x one thread", target, peers, note)
