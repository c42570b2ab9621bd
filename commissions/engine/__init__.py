"""The plan engine: NumPy arrays in, lines out. No Django, no I/O, whole numbers only, and no Python
loop over agents, charges or lines. Modules are named after the domain page's steps."""

from commissions.engine.night import Inputs, Night, compute_night

__all__ = ["Inputs", "Night", "compute_night"]
