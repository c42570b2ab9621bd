"""Where an agent stands on a day: its volumes, its rank, and what the next rank still needs.

Computed by the engine from the agent's own downline, on which alone all of it depends.
"""

from dataclasses import dataclass
from datetime import date

from agents.models import Agent, Charge, Customer, Refund, Subscription
from commissions.engine import plan as engine
from commissions.engine import qualify
from commissions.engine.network import Network
from commissions.nights.facts import positions, read_counting, read_network, read_owners
from commissions.plans import versions


@dataclass(frozen=True)
class Need:
    """One requirement: `name` is the plan's word for it, `detail` what else it asks."""

    name: str
    have: int
    need: int
    detail: str = ""

    @property
    def met(self) -> bool:
        return self.have >= self.need


@dataclass(frozen=True)
class Standing:
    """`pv` and `gv` in points; `needs` are the next rank's requirements, met ones among them;
    `missing_for_active` is empty where the agent is active, or terminated."""

    day: date
    pv: int
    customers: int
    gv: int
    active: bool
    rank: str
    next_rank: str | None
    needs: tuple[Need, ...]
    missing_for_active: tuple[Need, ...]


def standing(agent: Agent, *, day: date) -> Standing | None:
    """None where no plan is in force on that day."""
    version = versions.in_force(day)
    if version is None:
        return None
    plan = versions.for_engine(version)
    ids, network = read_network(agent.get_descendants(include_self=True))
    charges = Charge.objects.covering(day).filter(
        agent.within("subscription__customer__agent__", include_self=True)
    )
    owners = read_owners(
        Subscription.objects.filter(agent.within("customer__agent__", include_self=True)),
        Customer.objects.filter(agent.within("agent__", include_self=True)),
    )
    counting = read_counting(charges, Refund.objects.all(), owners, day, positions(ids))
    result = qualify.qualify(network, plan, counting)
    pv, customers, gv = (int(a[0]) for a in (result.pv, result.customers, result.gv))
    following = int(result.rank[0]) + 1
    last = following == len(plan.ranks)
    terminated = agent.status == Agent.Status.TERMINATED
    for_active = (
        Need("personal_volume", pv, plan.active_volume),
        Need("customers", customers, plan.active_customers),
    )
    return Standing(
        day=day,
        pv=pv,
        customers=customers,
        gv=gv,
        active=bool(result.active[0]),
        rank=plan.ranks[following - 1].name,
        next_rank=None if last else plan.ranks[following].name,
        needs=() if last else tuple(_needs(network, plan, result, following)),
        missing_for_active=() if terminated else tuple(n for n in for_active if not n.met),
    )


def _needs(
    network: Network, plan: engine.Plan, result: qualify.Standing, position: int
) -> list[Need]:
    rank = plan.ranks[position]
    pv, customers, gv = result.pv, result.customers, result.gv
    needs = []
    if rank.personal_volume:
        needs.append(Need("personal_volume", int(pv[0]), rank.personal_volume))
    if rank.customers:
        needs.append(Need("customers", int(customers[0]), rank.customers))
    if rank.group_volume:
        have = int(qualify.capped_group_volume(network, rank, pv, gv)[0])
        cap = rank.max_leg_share_ppm * rank.group_volume // engine.MILLION
        detail = f"at most {cap:,} from one leg" if cap < rank.group_volume else ""
        needs.append(Need("group_volume", have, rank.group_volume, detail))
    if rank.legs:
        decided = qualify.decide_ranks(network, plan, pv, customers, gv, below=position)
        have = int(qualify.legs_holding(network, decided, rank.leg_position)[0])
        holds = plan.ranks[rank.leg_position].name
        needs.append(Need("legs", have, rank.legs, f"legs that hold at least one {holds}"))
    return needs
