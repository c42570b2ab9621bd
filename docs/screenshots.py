"""The pictures in README and docs: `make screenshots`. A demo company of its own, in Chromium.

Takes about a minute; the demo's names are the same each time, the days are today's.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Browser, Page, sync_playwright

from commissions.demo.company import ADMINISTRATOR, APP_KEY, DISTRIBUTOR, PASSWORD

DOCS = Path(__file__).parent
AGENTS = "800"
WIDE, PHONE = (1280, 860), (390, 844)

# Name: address, size, scheme.
DISTRIBUTORS = {
    "dashboard": ("/", WIDE, "light"),
    "today": ("/today/", WIDE, "light"),
    "team": ("/team/", WIDE, "light"),
    "rank": ("/rank/", WIDE, "light"),
    "trends": ("/trends/", (1280, 1100), "dark"),
    "phone": ("/", PHONE, "dark"),
}
ADMINISTRATORS = {"queue": ("/office/", WIDE, "light")}


def main() -> None:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if not chromium:
        sys.exit("This needs Chromium: apt-get install chromium.")
    with tempfile.TemporaryDirectory() as folder:
        port = _free_port()
        site = _serve(Path(folder), port)
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(
                    executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
                )
                _take(browser, port, DISTRIBUTOR, DISTRIBUTORS)
                _take(browser, port, ADMINISTRATOR, ADMINISTRATORS)
        finally:
            site.terminate()


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return listening.getsockname()[1]


def _serve(folder: Path, port: int) -> subprocess.Popen:
    env = os.environ | {"DATABASE_URL": f"sqlite:///{folder}/demo.sqlite3"}
    manage = [sys.executable, str(DOCS.parent / "manage.py")]
    subprocess.run([*manage, "demo", "--agents", AGENTS, "--no-serve"], env=env, check=True)
    address = f"127.0.0.1:{port}"
    site = subprocess.Popen([*manage, "runserver", address, "--noreload"], env=env)
    for _ in range(100):
        with socket.socket() as trying:
            if trying.connect_ex(("127.0.0.1", port)) == 0:
                return site
        time.sleep(0.2)
    site.terminate()
    sys.exit("The site did not start.")


def _take(browser: Browser, port: int, who: str, pictures: dict) -> None:
    base = f"http://127.0.0.1:{port}"
    first = browser.new_context(base_url=base).new_page()
    _log_in(first, who)
    state = first.context.storage_state()
    for name, (address, (width, height), scheme) in pictures.items():
        context = browser.new_context(
            base_url=base,
            storage_state=state,
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            locale="en-GB",
        )
        page = context.new_page()
        page.goto(address)
        page.wait_for_load_state("networkidle")
        page.screenshot(path=DOCS / f"{name}.png")
        context.close()


def _log_in(page: Page, who: str) -> None:
    page.goto("/account/login/")
    page.locator("[name=login]").fill(who)
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Log in", exact=True).click()
    code = page.locator("[name=code]")
    page.wait_for_load_state("networkidle")
    if code.count():
        step = int(time.time()) // 30
        code.fill(format_hotp_value(hotp_value(APP_KEY, step)))
        page.get_by_role("button", name="Log in", exact=True).click()
        page.wait_for_load_state("networkidle")


if __name__ == "__main__":
    main()
