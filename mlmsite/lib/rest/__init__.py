"""What every resource of the API has in common, and nothing of what they are about.

ids.py public ids · problems.py errors (RFC 9457) · paging.py a page at a time, by an index ·
shaping.py `fields` and `expand` · versions.py ETag and If-Match · throttle.py how often ·
schema.py what the documentation says of all of it.

The views' base is agents/programs/resource.py. This imports Django REST framework and mlmsite.lib.
"""
