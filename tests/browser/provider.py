"""A small login provider of OpenID Connect: ``python -m tests.browser.provider PEOPLE.json PORT``.

Discovery, keys, the code flow with PKCE, ID tokens signed with RS256, logout. Whoever is named in PEOPLE.json (login →
claims) logs in by a click. What a client sends is checked as the standard says, or refused.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import uvicorn
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

CLIENT, SECRET = "cockpit", "what only the two of them know"
TOKEN_SECONDS = 300
KEPT = ("client_id", "redirect_uri", "state", "nonce", "scope", "code_challenge", "code_challenge_method")


@dataclass(frozen=True)
class Granted:
    """What a code stands for until it is used."""

    login: str
    asked: dict[str, str]


class Provider:
    """One provider: its key, its people, the codes that are out."""

    def __init__(self, people: dict[str, dict[str, Any]], address: str) -> None:
        self.people = people
        self.address = address
        self.key = RSAKey.generate_key(2048, {"use": "sig", "alg": "RS256"}, auto_kid=True)
        self.codes: dict[str, Granted] = {}

    def metadata(self, _request: Request) -> Response:
        places = {"authorization": "authorize", "token": "token", "end_session": "logout"}
        return JSONResponse(
            {
                "issuer": self.address,
                "jwks_uri": f"{self.address}/keys",
                **{f"{name}_endpoint": f"{self.address}/{path}" for name, path in places.items()},
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "code_challenge_methods_supported": ["S256"],
                "token_endpoint_auth_methods_supported": ["client_secret_basic"],
            }
        )

    def keys(self, _request: Request) -> Response:
        return JSONResponse({"keys": [self.key.as_dict(private=False)]})

    def authorize(self, request: Request) -> Response:
        """Who are you? A client that does not ask with PKCE is refused."""
        asked = {name: request.query_params.get(name, "") for name in KEPT}
        if asked["client_id"] != CLIENT or asked["code_challenge_method"] != "S256" or not asked["code_challenge"]:
            return PlainTextResponse("invalid_request", 400)
        links = "".join(
            f'<li><a href="grant?{urlencode(asked | {"login": one})}">{one}</a></li>' for one in self.people
        )
        return HTMLResponse(f"<title>Log in</title><ul>{links}</ul>")

    def grant(self, request: Request) -> Response:
        asked = {name: request.query_params[name] for name in KEPT}
        code = secrets.token_urlsafe(16)
        self.codes[code] = Granted(request.query_params["login"], asked)
        back = urlencode({"code": code, "state": asked["state"]})
        return RedirectResponse(f"{asked['redirect_uri']}?{back}", 302)

    async def token(self, request: Request) -> Response:
        """An ID token for a code, once, for the client who asked and still knows what it asked with."""
        form = await request.form()
        granted = self.codes.pop(str(form.get("code")), None)
        basic = base64.b64encode(f"{CLIENT}:{SECRET.replace(' ', '+')}".encode()).decode()
        plain = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if request.headers.get("authorization") not in (f"Basic {basic}", f"Basic {plain}"):
            return JSONResponse({"error": "invalid_client"}, 401)
        verifier = hashlib.sha256(str(form.get("code_verifier", "")).encode()).digest()
        proof = base64.urlsafe_b64encode(verifier).decode().rstrip("=")
        if granted is None or granted.asked["code_challenge"] != proof:
            return JSONResponse({"error": "invalid_grant"}, 400)
        if granted.asked["redirect_uri"] != form.get("redirect_uri"):
            return JSONResponse({"error": "invalid_grant"}, 400)
        now = int(time.time())
        claims = {
            "iss": self.address,
            "sub": f"id-of-{granted.login}",
            "aud": CLIENT,
            "iat": now,
            "exp": now + TOKEN_SECONDS,
            "nonce": granted.asked["nonce"],
            "preferred_username": granted.login,
            **self.people[granted.login],
        }
        signed = jwt.encode({"alg": "RS256", "kid": self.key.kid}, claims, self.key)
        return JSONResponse({"access_token": "none", "token_type": "Bearer", "expires_in": 60, "id_token": signed})

    def logout(self, request: Request) -> Response:
        return RedirectResponse(request.query_params["post_logout_redirect_uri"], 302)

    def app(self) -> Starlette:
        paths = {
            "/.well-known/openid-configuration": self.metadata,
            "/keys": self.keys,
            "/authorize": self.authorize,
            "/grant": self.grant,
            "/logout": self.logout,
            "/health": lambda _: PlainTextResponse("ok"),
        }
        routes = [Route(path, serve) for path, serve in paths.items()]
        return Starlette(routes=[*routes, Route("/token", self.token, methods=["POST"])])


if __name__ == "__main__":
    port = int(sys.argv[2])
    known = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    uvicorn.run(Provider(known, f"http://127.0.0.1:{port}").app(), port=port, log_level="warning")
