"""Other processes that work on the test's own database."""

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

from django.db import connection

ROOT = Path(__file__).resolve().parent.parent


def environment(**variables: str) -> dict[str, str]:
    return {**os.environ, "DATABASE_URL": database_url(), "PYTHONPATH": str(ROOT), **variables}


def database_url() -> str:
    told = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{told['NAME']}"
    login = quote(told["USER"]) + (f":{quote(told['PASSWORD'])}" if told["PASSWORD"] else "")
    host = quote(told["HOST"], safe="")
    port = f":{told['PORT']}" if told["PORT"] else ""
    return f"postgres://{login}@{host}{port}/{told['NAME']}"


def python(code: str, *, seconds: int = 120, **variables: str) -> subprocess.CompletedProcess:
    """Run a script with Django set up; waits for its end."""
    script = f"import django\ndjango.setup()\n{code}"
    env = environment(DJANGO_SETTINGS_MODULE="mlmsite.settings", **variables)
    return subprocess.run(
        [sys.executable, "-c", script],
        env=env,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )
