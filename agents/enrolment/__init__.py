"""New agents: they apply, accept the agreement, confirm their e-mail address, and are enrolled.

    models.py      Agreement Application
    applying.py    what an applicant sent, kept with what was accepted; the mail with the link
    confirming.py  the link was followed: into the tree, once
    forgetting.py  applications that nobody confirmed

Beside access and logins; on agents.tree, agents.links and mlmsite.lib. It promises:

- Joining costs nothing and pays nobody: no charge, no line and no transfer comes of it.
- What was accepted, when and from where stays as it was; an agreement that somebody has accepted
  never changes (the database refuses both).
- Confirmed twice, or at the same time, an application enrols once; so does an e-mail address.
- Nobody is enrolled under a terminated agent. Where the sponsor was terminated meanwhile the
  default sponsor takes over.
- No page tells whether an address is known here; the mail to that address does.
"""
