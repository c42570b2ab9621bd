"""Whose request it is: a key's or an OAuth token's, both as `Authorization: Bearer …`, or of
somebody who is logged in on our pages."""

from django.contrib.auth.models import AbstractBaseUser
from django.utils import timezone
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from oauth2_provider.contrib.rest_framework import OAuth2Authentication
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from agents.programs import keys
from agents.programs.models import Key


class ByKey(BaseAuthentication):
    def authenticate(self, request: Request) -> tuple[AbstractBaseUser, Key] | None:
        scheme, _, text = get_authorization_header(request).decode("latin-1").partition(" ")
        if scheme.lower() != "bearer" or not text.startswith(keys.BEGINNING):
            return None
        key = keys.found(text.strip(), at=timezone.now())
        if key is None:
            raise AuthenticationFailed("This key doesn't exist, was revoked, or has expired.")
        return key.user, key

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'


class ByOAuth(OAuth2Authentication):
    def authenticate(self, request: Request):
        found = super().authenticate(request)
        if found is not None and (found[0] is None or not found[0].is_active):
            return None  # A client's own token is nobody's.
        if found is not None and found[0].is_staff:
            raise AuthenticationFailed("Administrators use keys of the company, not OAuth.")
        return found


class _KeyScheme(OpenApiAuthenticationExtension):
    target_class = ByKey
    name = "key"

    def get_security_definition(self, auto_schema) -> dict:
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "An access key, made under *More, Programs*; its scopes say what for.",
        }


class _OAuthScheme(OpenApiAuthenticationExtension):
    target_class = ByOAuth
    name = "oauth"

    def get_security_definition(self, auto_schema) -> dict:
        from agents.programs.scopes import SCOPES

        return {
            "type": "oauth2",
            "flows": {
                "authorizationCode": {
                    "authorizationUrl": "/oauth/authorize/",
                    "tokenUrl": "/oauth/token/",
                    "refreshUrl": "/oauth/token/",
                    "scopes": {scope: str(words) for scope, words in SCOPES.items()},
                }
            },
        }
