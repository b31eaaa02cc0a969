"""The servers that the clients talk to; each is stopped by its pid when its block ends."""

import contextlib
import getpass
import os
import pathlib
import signal
import socket
import subprocess
import time

from . import machine

LIFETIME = 900  # seconds, for a server whose benchmark was killed

NGINX = """
user {user};
worker_processes {workers}; worker_rlimit_nofile {files};
daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections {connections}; }}
http {{
    access_log off; keepalive_requests 1000000000; keepalive_timeout 600s;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port} ssl backlog=4096; server_name localhost;
        ssl_certificate {folder}/server.pem; ssl_certificate_key {folder}/server.key;
        ssl_protocols TLSv1.3;
        location = /v1/chat/completions {{
            default_type application/json; return 200 '{completion}';
        }}
        # nginx refuses to POST to a file, but not to show the file as its page for that error.
        location = /stream/chat/completions {{ error_page 405 =200 /stream.sse; alias {folder}/stream.sse; }}
        location = /stream.sse {{ types {{}} default_type text/event-stream; alias {folder}/stream.sse; }}
    }}
}}
"""


class Servers:
    def __init__(self, build, cores):
        self.programs = pathlib.Path(build) / "benchmarks"
        self.cores = cores
        self.folder = pathlib.Path(build) / "servers"
        self.folder.mkdir(exist_ok=True)
        self.ca = self.folder / "ca.pem"
        make_certificates(self.folder)
        command = [self.programs / "bench-server", "--write-replies", self.folder]
        machine.run(command, cores.all)

    @contextlib.contextmanager
    def nginx(self, cores=None):
        """Yields the URL of nginx, below which are v1/ and stream/."""
        port = free_port()
        cores = cores or self.cores.server
        files = machine.resource.getrlimit(machine.resource.RLIMIT_NOFILE)[0]
        text = NGINX.format(
            user=getpass.getuser(),
            folder=self.folder,
            port=port,
            workers=len(cores),
            files=files,
            connections=files - 100,
            completion=(self.folder / "completion.json").read_text().replace("\\", "\\\\"),
        )
        if os.geteuid() != 0:
            text = text.replace(f"user {getpass.getuser()};\n", "")
        (self.folder / "nginx.conf").write_text(text)
        errors = str(self.folder / "error.log")
        command = ["nginx", "-e", errors, "-c", str(self.folder / "nginx.conf")]
        with serving(command, cores) as process:
            wait_for_port(port, process)
            yield f"https://localhost:{port}/"

    @contextlib.contextmanager
    def streams(self, **options):
        """Yields the URL of the stream server; see benchmarks/server/main.cpp for the options."""
        command = [str(self.programs / "bench-server")]
        options = {
            "certificate": self.folder / "server.pem",
            "key": self.folder / "server.key",
            "seconds": LIFETIME,
            **options,
        }
        for name, value in options.items():
            command += [f"--{name}", str(value)]
        with serving(command, self.cores.server) as process:
            yield f"https://localhost:{int(process.stdout.readline())}/"


@contextlib.contextmanager
def serving(command, cores):
    command = ["timeout", "--kill-after=5", str(LIFETIME), *command]
    process = subprocess.Popen(
        machine.pinned(command, cores), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE
    )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for_port(port, process):
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if process.poll() is not None:
            break
        time.sleep(0.05)
    raise machine.Failure("nginx does not start; see build/bench/servers/error.log")


def make_certificates(folder):
    """An authority and a certificate for localhost, for a month."""

    def openssl(*arguments):
        command = ["openssl", *map(str, arguments)]
        subprocess.run(command, check=True, capture_output=True, timeout=60)

    new_key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
    openssl(
        *("req", "-x509", *new_key, "-days", 30, "-subj", "/CN=benchmark authority"),
        *("-keyout", folder / "ca.key", "-out", folder / "ca.pem"),
    )
    openssl(
        *("req", *new_key, "-subj", "/CN=localhost"),
        *("-keyout", folder / "server.key", "-out", folder / "server.csr"),
    )
    extensions = folder / "server.ext"
    extensions.write_text("subjectAltName=DNS:localhost,IP:127.0.0.1\n")
    openssl(
        *("x509", "-req", "-days", 30, "-in", folder / "server.csr", "-out", folder / "server.pem"),
        *("-CA", folder / "ca.pem", "-CAkey", folder / "ca.key", "-extfile", extensions),
        "-CAcreateserial",
    )
