"""What third parties may ask an agent for by OAuth 2: never what only the company may do."""

from oauth2_provider.scopes import BaseScopes

from agents.programs.scopes import SCOPES, offered_to_agents


class Scopes(BaseScopes):
    def get_all_scopes(self) -> dict[str, str]:
        return {scope: str(words) for scope, words in SCOPES.items()}

    def get_available_scopes(self, application=None, request=None, *args, **kwargs) -> list[str]:
        return list(offered_to_agents())

    def get_default_scopes(self, application=None, request=None, *args, **kwargs) -> list[str]:
        return []
