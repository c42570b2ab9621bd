"""Where an agent stands on a day: its volumes, its rank, and what the next rank still needs."""
