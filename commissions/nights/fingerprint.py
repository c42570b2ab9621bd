"""SHA-256 of what a night read and of what it wrote: any later change of either shows.

Of the inputs, only what bears on the result is in it, so that a night and its replay, which find
their charges and refunds in different ways, agree where nothing has changed.
"""

import hashlib

import numpy as np

from commissions.engine.clawback import owed
from commissions.engine.commission import commissioned
from commissions.nights.read import Read

LINE_COLUMNS = (
    "earner",
    "charge",
    "kind",
    "entry",
    "level",
    "rank",
    "rate_ppm",
    "base_micro",
    "amount_micro",
)


def of_inputs(read: Read) -> str:
    inputs, agents = read.inputs, read.names.agents
    due = inputs.due.take(commissioned(inputs.due))
    owing = np.flatnonzero(owed(inputs.refunded))
    lines = inputs.refunded.lines.take(owing)
    counting, network = inputs.counting, inputs.network
    sponsors = np.where(network.sponsor < 0, 0, agents[network.sponsor])
    # Not in preorder, which a move changes.
    by_id = np.argsort(agents)
    return _digest(
        repr(inputs.plan),
        agents[by_id],
        sponsors[by_id],
        network.terminated[by_id],
        agents[counting.owner],
        *(getattr(counting, name) for name in list(vars(counting))[1:]),
        agents[due.owner],
        read.names.currencies[due.currency],
        *(getattr(due, name) for name in vars(due) if name not in {"owner", "currency"}),
        *(getattr(lines, name) for name in LINE_COLUMNS[1:]),
        agents[lines.earner],
        inputs.refunded.refunded_minor[owing],
        inputs.refunded.clawed_micro[owing],
    )


def of_lines(columns: dict[str, np.ndarray]) -> str:
    """Of lines as they are stored, in the order in which they are written (write.py)."""
    return _digest(*(columns[name] for name in LINE_COLUMNS))


def _digest(*parts: str | np.ndarray) -> str:
    sha = hashlib.sha256()
    for part in parts:
        if isinstance(part, str):
            sha.update(part.encode())
        else:
            sha.update(len(part).to_bytes(8, "big"))
            sha.update(np.ascontiguousarray(part, np.int64).tobytes())
    return sha.hexdigest()
