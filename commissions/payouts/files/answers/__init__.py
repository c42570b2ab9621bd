"""What banks answer: `read.read(content)` → `Answer`s, or `Unreadable`, whatever the bytes are.

A module for each format. None knows our payments: which item an answer is about, and whether it
fits, its caller finds out by `ref`.
"""
