"""Pictures' geometry: whole numbers in, places out. Templates draw them (components/chart_*.html).

- `scale.py` round ticks and where a value stands · `labels.py` which months are named
- `columns.py` stacked, below zero too · `lines.py` · `bars.py` lying, with a cap · `grid.py` shares
  by cohort · `ring.py` how much of a requirement is there

Across, places are percent of the picture's width; down, they are pixels from its top. So a picture
is as wide as its place on the page, and its type, strokes and patterns stay as large as they are.
Nothing lies outside of it, and what stands side by side doesn't overlap.

It imports the standard library only, and knows no words: what a picture says, the template does.
"""
