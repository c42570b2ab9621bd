"""A passkey as its device holds it, without a browser: it signs what the site asks."""

from hashlib import sha256

from allauth.mfa.webauthn.internal.auth import WebAuthn
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from django.contrib.auth.models import AbstractBaseUser
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import (
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

HOST = "testserver"
FLAG, TYPE = AuthenticatorData.FLAG, CollectedClientData.TYPE
WITH_A_FINGER = FLAG.UP | FLAG.UV


class Passkey:
    """Set up for that user."""

    def __init__(self, user: AbstractBaseUser) -> None:
        self.id = f"of {user.get_username()}".encode()
        self.key = ec.generate_private_key(ec.SECP256R1())
        public = ES256.from_cryptography_key(self.key.public_key())
        credential = AttestedCredentialData.create(bytes(16), self.id, public)
        told = _told(WITH_A_FINGER | FLAG.AT, credential)
        self._set_up(user, AttestationObject.create("none", told, {}))

    def _set_up(self, user: AbstractBaseUser, attestation: AttestationObject) -> None:
        client = CollectedClientData.create(TYPE.CREATE, b"set up", f"https://{HOST}")
        response = {"clientDataJSON": client, "attestationObject": attestation}
        WebAuthn.add(user, "Laptop", self._of(response))

    def signed(self, challenge: str) -> dict:
        """As its page sends it."""
        client = CollectedClientData.create(TYPE.GET, challenge, f"https://{HOST}")
        told = _told(WITH_A_FINGER)
        signature = self.key.sign(bytes(told) + client.hash, ec.ECDSA(SHA256()))
        return self._of(
            {"clientDataJSON": client, "authenticatorData": told, "signature": signature}
        )

    def _of(self, response: dict[str, bytes]) -> dict:
        name = websafe_encode(self.id)
        texts = {key: websafe_encode(value) for key, value in response.items()}
        return {"id": name, "rawId": name, "type": "public-key", "response": texts}


def _told(flags: AuthenticatorData.FLAG, credential: bytes = b"") -> AuthenticatorData:
    return AuthenticatorData.create(sha256(HOST.encode()).digest(), flags, 0, credential)
