"""How audits, smoke tests and loads reach the product, and what they keep to."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, PositiveFloat, PositiveInt, model_validator

from launchready.manifest.tables.values import Endpoint, EnvName, Table


class Session(Table):
    """How an audit reads routes as a signed-in user: a cookie, a header, or a sign-in."""

    login: str = ""
    """Name of the route with the login form; with it, the two variables below."""
    username_env: EnvName | None = None
    password_env: EnvName | None = None
    cookie_env: EnvName | None = None
    """Variable with a Cookie header of a live session, instead of a sign-in."""
    authorization_env: EnvName | None = None
    """Variable with an Authorization header, instead of a sign-in."""


class Cloudflare(Table):
    """Read-only access to the settings of the zone at Cloudflare."""

    token_env: EnvName
    zone: str = ""
    """Zone id; found by the domain's name where empty."""


class Network(Table):
    """Overrides for staging, tests and the demo; absent in production."""

    resolver: Endpoint | None = None
    """Recursive resolver to ask in place of the system's."""
    ca_file: str | None = None
    """PEM file with further trusted roots, relative to the manifest."""
    connect: dict[Endpoint, Endpoint] = Field(default_factory=dict)
    """host:port, or address:port, as seen from outside, to where to connect."""


class Smoke(Table):
    """What `launchready smoke` looks for after a deployment, beside the declared routes."""

    text: str = ""
    """Words that the test user's own dashboard shows, and nobody else's."""
    mail: str = ""
    """Name of the `[[mails]]` entry that is triggered and must arrive."""
    webhook_body: str = '{"type":"launchready.smoke"}'
    """Event that is posted to every webhook route."""
    webhook_header: str = Field(default="", pattern=r"^[A-Za-z0-9-]*$")
    """Header field with the hexadecimal HMAC-SHA256 of the body."""
    webhook_key_env: EnvName | None = None
    """Variable with the key of that signature; without it nothing signed is sent."""
    webhook_expect: int = Field(default=200, ge=100, le=599)
    """The status that a signed event gets; an unsigned one gets the route's `expect`."""
    browser: bool = False
    """Whether a real browser opens the pages, too."""


class Write(Table):
    """A change that a user makes, and where they look for it at once."""

    name: str = Field(min_length=1)
    """A short name, unique in the file ("rename")."""
    route: str
    """Name of the route with the form, or that takes a POST of JSON."""
    fields: dict[str, str] = Field(min_length=1)
    """What to fill in; {token} stands for a word that is new each time, and must be there."""
    submit: Literal["form", "json"] = "form"
    """Whether the route shows a form, or takes JSON."""
    as_user: bool = True
    """Whether it is sent within `[session]`."""
    seen: tuple[str, ...] = ()
    """Names of routes that show the change as soon as it is answered."""
    p95_ms: PositiveInt = 900
    """Target p95 in milliseconds."""

    @model_validator(mode="after")
    def _bears_the_token(self) -> Write:
        if not any("{token}" in value for value in self.fields.values()):
            raise ValueError('no value of "fields" holds {token}, by which a change is known')
        return self


class Load(Table):
    """What load drills keep to, beside ten times the declared peak."""

    max_rps: PositiveFloat | None = None
    """Never more requests a second than this."""
