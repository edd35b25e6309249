"""Debian's nginx in front of a dashboard, set up as in docs/operating.md, but without TLS."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import threading
import time
from pathlib import Path

from tests.support import limits
from tests.support.dashboard_process import ROOT, free_port

READY_WITHIN = 20.0
_OF_TLS = re.compile(r"^ *(ssl_certificate|ssl_certificate_key|server_name) .*\n", re.MULTILINE)
_AROUND = """
daemon off; master_process off; pid {folder}/pid; error_log {folder}/error.log;
events {{}}
http {{
  access_log off;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  {example}
}}
"""


def example(name: str) -> str:
    """Return the example of docs/operating.md whose first line holds `name`."""
    text = (ROOT / "docs/operating.md").read_text(encoding="utf-8")
    (found,) = [
        each for each in re.findall(r"```nginx\n(.*?)```", text, re.DOTALL) if name in each.splitlines()[0]
    ]
    return str(found)


class Nginx:
    """A running nginx. `dashboard_port`: the port it forwards to."""

    def __init__(self, folder: Path, example: str, dashboard_port: int) -> None:
        program = shutil.which("nginx", path="/usr/sbin:/usr/bin")
        assert program, "Debian's nginx is missing: script/test installs it"
        port = free_port()
        plain = _OF_TLS.sub("", example).replace("listen 443 ssl", f"listen 127.0.0.1:{port}")
        plain = plain.replace("127.0.0.1:8501", f"127.0.0.1:{dashboard_port}")
        config = folder / "nginx.conf"
        config.write_text(_AROUND.format(folder=folder, example=plain), encoding="utf-8")
        self.url = f"http://127.0.0.1:{port}"
        self.process = subprocess.Popen([program, "-p", str(folder), "-c", str(config)])
        self._wait(port)

    def _wait(self, port: int) -> None:
        pause, end = threading.Event(), time.monotonic() + READY_WITHIN
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
            except OSError:
                assert time.monotonic() < end, "nginx did not come up"
                pause.wait(0.05)
            else:
                return

    def stop(self) -> None:
        """End it."""
        self.process.terminate()
        self.process.wait(timeout=limits.WAIT_S)
