"""Made-up people by the million: the names of the demo's pools, drawn at once."""

import numpy as np

from commissions.demo.people import pool

LOCALES = ["en_US", "de_DE", "fr_FR", "es_ES", "it_IT", "pl_PL", "pt_BR", "nl_NL", "sv_SE", "tr_TR"]


def names(count: int, *, seed: int) -> list[str]:
    """`Łukasz Żak`: first and last name of one country, some of them often."""
    rng = np.random.default_rng(seed)
    pools = [pool(locale, sex) for locale in LOCALES for sex in ("male", "female")]
    which = rng.integers(0, len(pools), count).tolist()
    first, last = (rng.random(count).tolist() for _ in range(2))
    return [
        f"{names.first[int(f * len(names.first))]} {names.last[int(s * len(names.last))]}"
        for names, f, s in zip(map(pools.__getitem__, which), first, last, strict=True)
    ]
