"""What two users of the product are answered at the same address."""

from __future__ import annotations

from msgspec import Struct

from launchready.facts.base import Fact


class TwoAnswers(Struct, frozen=True):
    """One route as its user and a user of another customer read it, one after the other.

    Names are what the two sign in with; they are compared here and not kept.

    Attributes:
        url: secrets masked.
        same: both answers have the same octets.
        public: a visitor without a session gets them, too.
        own: each answer names its own user.
        crossed: an answer names the other user.
        unseen: why they could not be compared; "" where they were.
    """

    url: str
    same: bool = False
    public: bool = False
    own: bool = False
    crossed: bool = False
    unseen: str = ""


class TwoUsers(Fact, frozen=True):
    """The user's routes as two users read them, in the order of the manifest."""

    answers: tuple[TwoAnswers, ...]
