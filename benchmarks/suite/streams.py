"""Rows about streamed chat completions."""

from . import machine
from .results import Target, check_same_answers, cpu_per_item, interleave, medians, result

CPU = "us of CPU a chunk"


def bulk_chunk(context):
    """Streams of 2,000 chunks that arrive in bulk."""
    load = {"streams": context.amount(200), "concurrent": 8}
    node_streams = context.amount(100)
    with context.servers.nginx() as root, context.servers.streams(chunks=2000) as own:
        url = root + "stream/"
        sides = {
            "coai": lambda: context.client("bench-streams", url, **load),
            "reuse": lambda: context.client("bench-streams", url, read="reuse", **load),
            "framed": lambda: context.client("bench-streams", own + "bulk/", **load),
            "beast": lambda: context.client("beast-streams", url, **load),
        }
        if context.has_openai:
            sides["openai_node"] = lambda: context.openai("openai_streams.mjs", url, node_streams, 8)
        outcomes = interleave(sides, context.repetitions)
    check_same_answers(outcomes)
    peers = medians(outcomes, cpu_per_item)
    names = {
        "coai": "streamed chunk, in bulk, next()",
        "reuse": "streamed chunk, in bulk, next(chunk) and try_next()",
        "framed": "streamed chunk, in bulk, each in an HTTP chunk, next()",
    }
    values = {side: peers.pop(side) for side in names}
    for side, name in names.items():
        target = Target().at_most(1.0).share_of(peers, "openai_node", 1 / 15)
        runs = [cpu_per_item(run) for run in outcomes[side]]
        yield result(name, values[side], CPU, target, peers, runs=runs)


def paced_chunk(context):
    """64 streams whose chunks come one by one, each in a TLS record of its own."""
    chunks = context.amount(1000)
    # 100 a second for each stream: a wake-up of the client for every chunk, and no queues.
    with context.servers.streams(chunks=chunks, rate=6400, gather=64) as url:
        paced = url + "paced/"
        load = {"streams": 64, "concurrent": 64, "gather": "yes"}
        sides = {
            "coai": lambda: context.client("bench-streams", paced, **load),
            "beast": lambda: context.client("beast-streams", paced, **load),
        }
        if context.has_openai:
            sides["openai_node"] = lambda: context.openai(
                "openai_streams.mjs", paced, 64, 64, url + "bulk/"
            )
        outcomes = interleave(sides, context.repetitions)
    check_same_answers(outcomes)
    peers = medians(outcomes, cpu_per_item)
    value = peers.pop("coai")
    target = Target().share_of(peers, "beast", 0.8).share_of(peers, "openai_node", 1 / 8)
    runs = [cpu_per_item(run) for run in outcomes["coai"]]
    yield result("streamed chunk, one a TLS record, 64 streams", value, CPU, target, peers, runs=runs)


def first_token(context):
    """Time from the call to the first chunk's text, one stream after the other."""
    load = {"streams": context.amount(4000), "concurrent": 1}
    with context.servers.streams(chunks=4) as root:
        url = root + "records/"
        sides = {
            "coai": lambda: context.client("bench-streams", url, **load),
            "beast": lambda: context.client("beast-streams", url, **load),
        }
        outcomes = interleave(sides, context.repetitions)
    check_same_answers(outcomes)
    times = medians(outcomes, lambda run: run["first_token"]["p50_us"])
    target = Target().at_most(20)
    added = times["coai"] - times["beast"]
    unit = "us more than beast, median"
    yield result("time to the first token", added, unit, target, times)


def ten_thousand_streams(context):
    """Very many streams on one thread, and how long a chunk waits in the client."""
    streams = context.amount(10_000)
    chunks = 100
    settle_us = 2_000_000  # in which all streams come to wait for their first chunk

    def measure(rate):
        options = {
            "chunks": chunks,
            "rate": round(rate),
            "gather": streams,
            "settle": settle_us // 1000,
        }
        with context.servers.streams(**options) as url:
            return context.client(
                "bench-streams",
                url + "paced/",
                streams=streams,
                concurrent=streams,
                gather="yes",
                delays="yes",
                samples=streams * chunks,
                timeout=600,
            )

    def busy(outcome):
        return outcome["cpu_us"] / (outcome["wall_us"] - settle_us)

    # Finds the rate at which the client needs four fifths of its core.
    rate = 20_000
    for _ in range(3):
        rate *= min(3, 0.8 / busy(measure(rate)))
    runs = [measure(rate) for _ in range(context.repetitions)]
    if any(run["count"] != streams * chunks for run in runs):
        raise machine.Failure("chunks are missing")
    delays = medians({"coai": runs}, lambda run: run["delay"]["p99_us"] / 1000)["coai"]
    share = medians({"coai": runs}, busy)["coai"]
    cost = medians({"coai": runs}, cpu_per_item)["coai"]
    name = f"{streams} streams x {chunks} chunks, delay"
    note = (
        f"at {share:.0%} CPU; from before the server encrypts the chunk to the return of next(),"
        " so the server's own time is in it"
    )
    values = [run["delay"]["p99_us"] / 1000 for run in runs]
    yield result(name, delays, "ms, p99", Target().at_most(5), note=note, runs=values)
    yield result(f"{streams} streams x {chunks} chunks, CPU", cost, CPU)


def open_stream_memory(context):
    """Resident memory of a stream that is open and waits."""
    streams = context.amount(10_000)
    with context.servers.streams() as root:
        load = {"streams": streams, "timeout": 600}
        sides = {
            "coai": lambda: context.client("bench-open-streams", root + "silent/", **load),
            "beast": lambda: context.client("beast-open-streams", root + "silent/", **load),
        }
        outcomes = interleave(sides, min(3, context.repetitions))
    peers = medians(outcomes, lambda run: run["kib_each"])
    value = peers.pop("coai")
    runs = [run["kib_each"] for run in outcomes["coai"]]
    name = f"open stream, waiting, {streams} at once"
    yield result(name, value, "KiB resident each", Target().at_most(36), peers, runs=runs)
