"""What all measurements need: the programs, the servers, and how much to do."""

import pathlib

from . import machine, servers


class Context:
    def __init__(self, root, build, quick, repetitions):
        self.root = pathlib.Path(root)
        self.build = pathlib.Path(build)
        self.programs = self.build / "benchmarks"
        self.peers = self.build / "peers"
        self.quick = quick
        self.repetitions = repetitions
        self.cores = machine.Cores()
        self.servers = servers.Servers(self.build, self.cores)
        self.has_openai = (self.peers / "node_modules" / "openai").is_dir()

    def amount(self, full):
        """Of work: a twentieth of it for a quick look."""
        return max(1, full // 20) if self.quick else full

    def client(self, program, url, cores=None, timeout=300, **options):
        """A measurement by one of our C++ programs: its result, as printed."""
        command = [self.programs / program, "--url", url, "--ca", self.servers.ca]
        for name, value in options.items():
            command += [f"--{name}", value]
        return machine.run(command, cores or self.cores.client, timeout).json()

    def openai(self, script, *arguments, timeout=300):
        """A measurement by the official npm package."""
        command = ["node", self.peers / script, *arguments]
        environment = {"NODE_EXTRA_CA_CERTS": str(self.servers.ca)}
        return machine.run(command, self.cores.client, timeout, environment).json()
