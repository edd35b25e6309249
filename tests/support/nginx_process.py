"""Debian's nginx in front of a dashboard: deploy/nginx.conf, or an example of docs/operating.md."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit

from tests.support import limits
from tests.support.dashboard_process import ROOT, free_port

READY_WITHIN = 20.0
CERTIFICATES = ROOT / "tests/codat_client/certificates"
"""A made-up authority, and the certificate of localhost that it signed."""
CERTIFICATE_KEY = "LDhbx9Zu22QRGWo1NBhMrnhLTfcrAaAYs505SfYX/5s="
"""The SHA-256 of its public key, by which Chromium is made to trust it."""
NAME = "sync-desk.example.com"
"""The name in deploy/nginx.conf. Chromium, as the tests start it, finds it on this machine."""
PROXY_SECRET = "made-up secret of a proxy, 32 letters"
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


def _program() -> str:
    found = shutil.which("nginx", path="/usr/sbin:/usr/bin")
    assert found, "Debian's nginx is missing: script/test installs it"
    return found


def example(name: str) -> str:
    """Return the example of docs/operating.md whose first line holds `name`."""
    text = (ROOT / "docs/operating.md").read_text(encoding="utf-8")
    (found,) = [
        each for each in re.findall(r"```nginx\n(.*?)```", text, re.DOTALL) if name in each.splitlines()[0]
    ]
    return str(found)


def deployed(
    folder: Path, dashboard_port: int, port: int, name: str = "localhost", auth_port: int | None = None
) -> str:
    """Return deploy/nginx.conf with only its names, ports and paths replaced. `port`: that of TLS.

    With `auth_port` the lines for SIGN_IN=proxy apply, with the service that signs people in on that port.
    """
    text = (ROOT / "deploy/nginx.conf").read_text(encoding="utf-8")
    places = {
        "listen 443": f"listen 127.0.0.1:{port}",
        "listen 80": f"listen 127.0.0.1:{free_port()}",
        NAME: name,
        "127.0.0.1:8501": f"127.0.0.1:{dashboard_port}",
        "127.0.0.1:4180": f"127.0.0.1:{auth_port}",
        "/etc/nginx/sync-desk/": f"{folder}/",
        "/var/log/nginx/": f"{folder}/",
    }
    for written, here in places.items():
        assert written in text
        text = text.replace(written, here)
    return text if auth_port is None else text.replace("#P ", "")


class Nginx:
    """A running nginx. `config`: what stands in its http block, `url`: where it answers."""

    def __init__(self, folder: Path, config: str, url: str) -> None:
        self.url, self.folder = url, folder
        file = folder / "nginx.conf"
        file.write_text(_AROUND.format(folder=folder, example=config), encoding="utf-8")
        run = [_program(), "-p", str(folder), "-c", str(file)]
        checked = subprocess.run([*run, "-t"], check=False, capture_output=True, text=True)
        assert checked.returncode == 0, checked.stderr
        self.checked = checked.stderr
        self.process = subprocess.Popen(run)
        self._wait(urlsplit(url).port or 0)

    @classmethod
    def of_example(cls, folder: Path, example: str, dashboard_port: int) -> Nginx:
        """Run an example of docs/operating.md, without TLS."""
        port = free_port()
        plain = _OF_TLS.sub("", example).replace("listen 443 ssl", f"listen 127.0.0.1:{port}")
        plain = plain.replace("127.0.0.1:8501", f"127.0.0.1:{dashboard_port}")
        return cls(folder, plain, f"http://127.0.0.1:{port}")

    @classmethod
    def with_tls(
        cls,
        folder: Path,
        dashboard_port: int,
        *,
        port: int | None = None,
        name: str = "localhost",
        auth_port: int | None = None,
    ) -> Nginx:
        """Run deploy/nginx.conf, under a name of this machine or the one that is written there."""
        shutil.copy(CERTIFICATES / "server.pem", folder / "fullchain.pem")
        shutil.copy(CERTIFICATES / "server.key", folder / "key.pem")
        (folder / "secret.conf").write_text(f'set $sync_desk_secret "{PROXY_SECRET}";')
        for left in (2, 1, 0):
            own = port or free_port()
            config = deployed(folder, dashboard_port, own, name, auth_port)
            try:
                return cls(folder, config, f"https://{name}:{own}")
            except AssertionError as error:  # a port that was free may have been taken since
                if not left or "Address already in use" not in str(error):
                    raise
        raise AssertionError("unreachable")

    def logs(self) -> str:
        """Return every line that it has logged."""
        return "".join(path.read_text(encoding="utf-8") for path in sorted(self.folder.glob("*.log")))

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
