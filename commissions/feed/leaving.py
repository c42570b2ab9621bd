"""The link that ends the mails: good without a log-in, for this alone, and for ever."""

from django.core.signing import BadSignature, Signer

from agents.models import Agent

_SIGNER = Signer(salt="digest")


def token(agent: Agent) -> str:
    return _SIGNER.sign(agent.code)


def agent_of(token: str) -> Agent | None:
    """None for a link that we did not make."""
    try:
        code = _SIGNER.unsign(token)
    except BadSignature:
        return None
    return Agent.objects.filter(code=code).first()
