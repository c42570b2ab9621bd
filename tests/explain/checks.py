"""What must hold of every line's story, and of everything that was missed, in a whole company."""

from datetime import date

from agents.models import Agent
from commissions.engine.lines import DOWNLINE
from commissions.explain import missed
from commissions.explain.story import Story, story
from commissions.explain.walk import exact
from commissions.nights.models import Entry, Line
from mlmsite.lib.money import MICRO
from tests.explain.company import Company


def check_stories(company: Company) -> int:
    """Each recomputes to the line's amount, and is plain's line; how many there are."""
    lines = Line.objects.select_related("earner", "charge", "rank")
    plain = sorted(
        (
            *(line.posted_on, line.charge.ref, line.earner, line.entry, line.kind, line.level),
            *(line.rank, int(line.rate * MICRO), line.base),
            -line.amount if line.entry == "clawback" else line.amount,
        )
        for line in company.all_lines
    )
    assert sorted(check_story(company, story(line)) for line in lines) == plain
    return len(plain)


def check_story(company: Company, told: Story) -> tuple:
    """What the story says, as plain says it."""
    line, seen = told.line, told.seen
    assert seen is not None
    base = told.charge.commissionable_minor * MICRO
    if seen.residual:
        owner = told.charge.commissionable_minor * MICRO, seen.residual.rate_ppm
        base = exact(*owner)
        assert base == seen.residual.amount_micro
    amount = exact(base, seen.step.rate_ppm)
    assert amount == told.original.amount_micro
    if told.clawback:
        taken = told.clawback.total_micro - told.clawback.before_micro
        assert told.clawback.original == told.original
        amount = -taken
    check_way(company, told)
    check_rounding(told)
    return (
        *(line.run_id, told.charge.ref, line.earner.code, Entry(line.entry).label),
        *(line.get_kind_display(), seen.step.level, seen.mine.rank, seen.step.rate_ppm),
        *(base, amount),
    )


def check_way(company: Company, told: Story) -> None:
    """It is that of then: each one's rank and activity, from the owner to me."""
    night = company.nights[told.charge.night]
    code = company._owner(company.charges[told.charge.ref])["owner"]
    way = [code]
    while way[-1] != told.line.earner.code:
        way.append(night.agents[way[-1]]["sponsor"])
    stages = [stage for stretch in told.seen.stretches for stage in stretch.stages]
    assert [(s.active, s.rank) for s in stages] == [night.standing[c][3:] for c in way]
    assert all(s.person.code in ("", c) for s, c in zip(stages, way, strict=True))
    assert stages[-1].person.is_me
    used = [s.step.counted for s in stages[1:-1]]
    if told.original.kind == DOWNLINE:
        assert 1 + sum(used) == told.original.level


def check_rounding(told: Story) -> None:
    """What came in, and the night's lines, are what was posted and what goes on."""
    rounding = told.rounding
    posted = rounding.posted_minor * MICRO
    assert rounding.before_micro + rounding.sum_micro == posted + rounding.after_micro
    assert abs(2 * rounding.before_micro) <= MICRO >= abs(2 * rounding.after_micro)


def check_missed(company: Company, *, every: int = 1) -> int:
    """Of every agent, on every night with charges or on some of them; how many were missed."""
    nights = [night for night, what in company.nights.items() if what.charges]
    return sum(
        check_missed_of(company, agent, night)
        for night in nights[::every]
        for agent in Agent.objects.filter(code__in=company.nights[night].agents)
        if company.charges_of(night, agent.code)
    )


def check_missed_of(company: Company, agent: Agent, night: date) -> int:
    found = {each.charge.ref: each for each in all_missed(agent, night)}
    team = company.charges_of(night, agent.code)
    assert found.keys() <= team
    _, _, _, active, _ = company.nights[night].standing[agent.code]
    terminated = company.nights[night].agents[agent.code]["status"] == "terminated"
    activities = {active} if terminated else {active, True}
    for ref in team:
        paid = company.pays(night, ref, agent.code)
        others = {
            company.pays(night, ref, agent.code, active=a, rank=r)
            for a in activities
            for r in company.ranks(night)
        }
        if max(others) <= paid:
            assert ref not in found
        else:
            check_conditions(company, agent.code, night, found[ref], others - {paid})
    return len(found)


def check_conditions(company, code, night, told, others: set[int]) -> None:
    """Each pays what it says when it is met; the best that any could pay is among them."""
    paid = company.pays(night, told.charge.ref, code)
    assert told.paid_micro == paid
    assert told.reasons
    for condition in told.conditions:
        active = True if condition.active else None
        met = company.pays(night, told.charge.ref, code, active=active, rank=condition.rank)
        assert (met, condition.more_micro) == (condition.amount_micro, met - paid)
        assert condition.more_micro > 0
    assert max(c.amount_micro for c in told.conditions) == max(others)


def all_missed(agent: Agent, night: date) -> list[missed.Missed]:
    found, after = [], 0
    while after is not None:
        page = missed.page(agent, night=night, after=after)
        found += page.missed
        after = page.after
    return found
