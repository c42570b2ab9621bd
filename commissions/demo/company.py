"""The demo company in the database: generated once, loaded, run; every step can be taken again."""

import shutil
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Count

from agents.models import Agent
from commissions.demo import desk, lessons, payouts
from commissions.demo.generate import first_run, go_live, write_company
from commissions.loading.load import load
from commissions.nights.models import Run
from commissions.nights.run import run_through

PASSWORD = "demo-demo"  # noqa: S105
APP_KEY = "DEMODEMODEMODEMODEMODEMODEMODEMO"
DISTRIBUTOR = "distributor@example.com"
ADMINISTRATOR = "admin@example.com"
APPROVER = "approver@example.com"

Progress = Callable[[str, int, int], None]


class NotADemo(RuntimeError):
    def __init__(self) -> None:
        super().__init__(
            "This database has agents that are not the demo's. Let DATABASE_URL name another one."
        )


def build(
    *, folder: Path, agents: int, today: date, now: datetime, progress: Progress
) -> tuple[str, str]:
    """Bring the demo through yesterday; returns the e-mail addresses of a distributor and of an
    administrator, whose password is PASSWORD.

    `folder` keeps the files, in a folder named after the last night of their history, so that a
    demo that was cut off goes on where it was.
    """
    yesterday = today - timedelta(days=1)
    files = _files(folder, agents=agents, until=yesterday, progress=progress)
    until = date.fromisoformat(files.name)
    maker, approver = _administrators()
    ran = Run.objects.order_by("posted_on").last()
    if ran is None or ran.posted_on < until:
        load(files, today=today, now=now, progress=progress)
        payouts.equip(on=go_live(until), administrator=maker, progress=progress)
        for day in payouts.days(first=go_live(until), until=first_run(until)):
            run_through(through=day - timedelta(days=1), progress=progress)
            progress(f"paying out on {day}", 0, 0)
            payouts.pay(on=day, by=maker, approver=approver)
        run_through(through=first_run(until), progress=progress)
        if any((files / "later").iterdir()):
            load(files / "later", today=today, now=now, progress=progress)
    run_through(through=yesterday, progress=progress)
    desk.furnish(_distributor(), today=today, at=now)
    lessons.teach(distributor=_distributor(), since=go_live(until), until=yesterday)
    return _log_in(), ADMINISTRATOR


def _files(folder: Path, *, agents: int, until: date, progress: Progress) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    kept = sorted(path for path in folder.iterdir() if path.suffix != ".part")
    if kept:
        return kept[-1]
    if Agent.objects.exists():
        raise NotADemo
    progress(f"inventing {agents:,} agents", 0, 0)
    part = folder / f"{until}.part"
    shutil.rmtree(part, ignore_errors=True)
    write_company(part, agents=agents, until=until)
    return part.rename(folder / str(until))


def _log_in() -> str:
    """A distributor with a large team and still a rank to reach."""
    users = get_user_model().objects
    agent = _distributor()
    secret = make_password(PASSWORD)
    user, _ = users.get_or_create(
        username=agent.code, defaults={"email": DISTRIBUTOR, "password": secret}
    )
    Agent.objects.filter(pk=agent.pk, user=None).update(user=user)
    return DISTRIBUTOR


def _administrators() -> tuple[AbstractBaseUser, AbstractBaseUser]:
    """One who makes batches, and one who approves them."""
    return _administrator("admin", ADMINISTRATOR), _administrator("approver", APPROVER)


def _administrator(name: str, email: str) -> AbstractBaseUser:
    """With an authenticator app whose key everybody knows, and recovery codes."""
    user, made = get_user_model().objects.get_or_create(
        username=name,
        defaults={
            "email": email,
            "password": make_password(PASSWORD),
            "is_staff": True,
            "is_superuser": True,
        },
    )
    if made:
        TOTP.activate(user, APP_KEY)
        RecoveryCodes.activate(user)
    return user


def recovery_codes(email: str) -> list[str]:
    """Those that are left: each gets in once."""
    kept = Authenticator.objects.get(user__email=email, type=Authenticator.Type.RECOVERY_CODES)
    return kept.wrap().get_unused_codes()


def _distributor() -> Agent:
    """The founder's recruit whom the most nights have paid; in a company of one, the founder."""
    founder = Agent.objects.filter(sponsor=None).order_by("code")[0]
    recruits = founder.recruits.annotate(paid=Count("accounts__credits"))
    return recruits.order_by("-paid", "code").first() or founder
