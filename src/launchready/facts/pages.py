"""What pages are made of, and what a signed-in user is answered."""

from __future__ import annotations

from msgspec import Struct

from launchready.facts.base import Fact
from launchready.facts.http import HttpExchange


class Subresource(Struct, frozen=True):
    """A file that a browser loads with a page.

    Attributes:
        url: absolute, secrets masked.
        use: script, style, frame, object, image, media or other.
    """

    url: str
    use: str


class FormTarget(Struct, frozen=True):
    """Where a page's form is sent.

    Attributes:
        action: absolute, secrets masked; method: in lower case.
        password: it asks for a password.
    """

    action: str
    method: str
    password: bool = False


class PageContent(Fact, frozen=True):
    """The HTML that a route shows: to its user where it is a user's, else to anyone.

    Attributes:
        url: where it was found, redirects followed, secrets masked.
        subresources: what is loaded with it, in order, each once.
        forms: in order.
        links: absolute URLs that it links to, each once, secrets masked.
        policies: Content-Security-Policy fields, then those in `<meta>`.
        referrer: referrer policy in `<meta>`.
        html: whether it is HTML at all.
        cut: there was more than is read here.
    """

    url: str
    subresources: tuple[Subresource, ...] = ()
    forms: tuple[FormTarget, ...] = ()
    links: tuple[str, ...] = ()
    policies: tuple[str, ...] = ()
    referrer: str = ""
    html: bool = True
    cut: bool = False


class SignedInVisit(Fact, frozen=True):
    """A user's route as its user meets it: the answer, redirects within it followed."""

    exchange: HttpExchange


class SignInTrace(Fact, frozen=True):
    """Every answer on the way through the sign-in form, whether it let the user in or not."""

    hops: tuple[HttpExchange, ...]


class PageAnswers(Fact, frozen=True):
    """How a host answers for its pages and login forms.

    Attributes:
        answers: HTML answers of the host itself, one for each route.
        referrers: URL of a page, and the referrer policy in its `<meta>`.
        policies: URL of a page, and a Content-Security-Policy in its `<meta>`.
        unseen: "url: reason" of those that could not be had.
    """

    answers: tuple[HttpExchange, ...]
    referrers: tuple[tuple[str, str], ...] = ()
    policies: tuple[tuple[str, str], ...] = ()
    unseen: tuple[str, ...] = ()
