"""The web process as it really runs, over the test's database, for tests of what only a real server can do."""

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request

from django.conf import settings
from django.db import connection
from psycopg.conninfo import make_conninfo

from unruffled.site import home


class Server:
    """The web process, on a port of its own, over the test's database."""

    def __init__(self):
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.process = None

    def start(self):
        parameters = connection.get_connection_params()
        wanted = {k: parameters[k] for k in ("dbname", "host", "port", "user", "password") if parameters.get(k)}
        home.write_private(home.folder() / "secret.key", settings.SECRET_KEY)  # our sessions are its sessions
        fd = self.socket.fileno()
        self.process = subprocess.Popen(
            [sys.executable, "-c", f"from unruffled.site.web import main; main(['{fd}'])"],
            pass_fds=[fd],
            env=os.environ | {"DATABASE_URL": make_conninfo(**wanted)},
        )

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def post(self, path, body, **headers):
        """Return status and body of the answer, or None where the line broke."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/api/v1{path}",
            json.dumps(body).encode(),
            {"Content-Type": "application/json", **headers},
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as refused:
            return refused.code, refused.read()
        except OSError:
            return None
