"""Lines and transfers for the data team: a day a file, in Parquet and CSV, or as a stream.

rows.py what a row is, read some at a time · files.py a night's files, written once, whole or not at
all. Amounts stay whole numbers: minor units, or millionths of one.
"""
