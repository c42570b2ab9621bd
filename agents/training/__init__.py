"""Training: lessons in paths that administrators write, and how far each agent is.

- `models.py` what is taught, and `LessonDone`. It stands below `agents.models`, which lists it.
- `grading.py` pure: are these the right choices?
- `progress.py` which paths an agent has, how far it is, and what is next. Nobody types progress in;
  it is counted from the lessons that are done, each time.
- `answering.py` the only writer of `LessonDone`.
- `recruits.py` how far an agent's recruits are on their first steps: what a sponsor sees, and all
  that anybody sees of anybody else.

The path with which a recruit starts isn't stored for each of them: whoever has joined has it. A
lesson that was done stays done, however it is changed afterwards; one that is added is to be done.

What is taught is the company's, in the company's language: it isn't translated.

It imports `agents.access` and below; the commissions know nothing of it.
"""
