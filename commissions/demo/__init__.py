"""A believable company, as the files that `load_network` reads: there is no second way in."""
