"""Log-ins: people don't sign themselves up; a company opens a log-in for an agent it knows."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request) -> bool:
        return False
