"""The plain company with a memory: what it paid on any night, and what it would have paid had
somebody stood otherwise."""

from copy import deepcopy
from datetime import date
from types import SimpleNamespace

from tests import plain


class Company(plain.Company):
    """`nights`: the plan, the standings, the agents and the charges that each commissioned."""

    def __init__(self) -> None:
        super().__init__()
        self.nights: dict[date, SimpleNamespace] = {}

    def _commission(self, day, plan, standing):
        before = {ref for ref, charge in self.charges.items() if charge.commissioned}
        agents = deepcopy(self.agents)
        made = super()._commission(day, plan, standing)
        charges = {r for r, charge in self.charges.items() if charge.commissioned} - before
        self.nights[day] = SimpleNamespace(
            plan=plan, standing=standing, agents=agents, charges=charges
        )
        return made

    def ranks(self, day: date) -> list[str]:
        return [rank["name"] for rank in self.nights[day].plan["ranks"]]

    def team(self, day: date, code: str) -> set[str]:
        """The agent, and who was below it that night."""
        above = {c: told["sponsor"] for c, told in self.nights[day].agents.items()}
        return {c for c in above if code in _upline(c, above)}

    def charges_of(self, day: date, code: str) -> set[str]:
        """Those commissioned that night in its team, its own customers' among them."""
        team, charges = self.team(day, code), self.nights[day].charges
        return {ref for ref in charges if self._owner(self.charges[ref])["owner"] in team}

    def pays(
        self, day: date, ref: str, code: str, *, active: bool | None = None, rank: str = ""
    ) -> int:
        """What the agent gets of the charge that night, all kinds together, in millionths; as it
        was, or had it been active or not, and had it held that rank."""
        night, charge = self.nights[day], self.charges[ref]
        barred = not night.plan.get("own_accounts_pay", False)
        if self._owner(charge)["own_account"] and barred:
            return 0
        pv, paying, gv, was, held = night.standing[code]
        stood = pv, paying, gv, was if active is None else active, rank or held
        then = SimpleNamespace(agents=night.agents, _owner=self._owner)
        walk = plain._Walk(then, day, night.plan, night.standing | {code: stood}, charge)
        return sum(line.amount for line in walk.lines if line.earner == code)


def _upline(code: str, above: dict[str, str | None]) -> list[str]:
    way = [code]
    while above[way[-1]]:
        way.append(above[way[-1]])
    return way
