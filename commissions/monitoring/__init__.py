"""What a company watches: metrics for Prometheus, read from the stored rows when they are asked
for, so that every process of the site gives the same.

figures.py what there is · door.py /metrics · checking.py `verify` each night, and what it found ·
models.py.
"""
