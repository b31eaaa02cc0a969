"""Runs programs: on cores of their own, bounded in time, with what they used of the CPU."""

import json
import os
import resource
import signal
import subprocess
import tempfile
import threading
import time


class Failure(Exception):
    """A program that did not do what it was to do."""


def raise_open_file_limit():
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


class Cores:
    """Which cores clients and servers run on. They never share one if there are two."""

    def __init__(self):
        available = sorted(os.sched_getaffinity(0))
        self.count = len(available)
        self.client = [available[0]]
        self.server = [available[-1]]
        self.all = available
        # Two clients at full speed need a core each, and their server two more.
        self.two_clients = available[:2] if self.count >= 4 else available
        self.two_clients_server = available[2:] if self.count >= 4 else available


def pinned(command, cores):
    return ["taskset", "--cpu-list", ",".join(map(str, cores)), *command]


class Finished:
    def __init__(self, output, cpu_us, wall_us):
        self.output = output
        self.cpu_us = cpu_us
        self.wall_us = wall_us

    def json(self):
        """The object on the last line that was printed."""
        return json.loads(self.output.strip().splitlines()[-1])


def run(command, cores, timeout=300, environment=None, folder=None):
    """Runs a program to its end; stops it, and fails, after `timeout` seconds."""
    return finish(start(command, cores, environment, folder), timeout)


def start(command, cores, environment=None, folder=None):
    output = tempfile.TemporaryFile()
    process = subprocess.Popen(
        pinned([str(part) for part in command], cores),
        stdout=output,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        env={**os.environ, **(environment or {})},
        cwd=folder,
    )
    process.output = output
    process.started = time_us()
    return process


def finish(process, timeout=300):
    errors = []
    reader = threading.Thread(target=lambda: errors.append(process.stderr.read()))
    reader.start()
    timer = threading.Timer(timeout, lambda: os.kill(process.pid, signal.SIGKILL))
    timer.start()
    try:
        _, status, used = os.wait4(process.pid, 0)
    finally:
        timer.cancel()
    wall_us = time_us() - process.started
    process.returncode = os.waitstatus_to_exitcode(status)
    reader.join()
    process.stderr.close()
    process.output.seek(0)
    output = process.output.read().decode()
    process.output.close()
    if process.returncode != 0:
        what = " ".join(process.args)
        raise Failure(f"{what}: ended with {process.returncode}\n{errors[0].decode()}{output}")
    return Finished(output, (used.ru_utime + used.ru_stime) * 1e6, wall_us)


def time_us():
    return time.monotonic_ns() / 1000
