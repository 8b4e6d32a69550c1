"""What a collector or a judge needs, read from the types of its parameters."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from types import UnionType
from typing import Any, TypeAlias, Union, get_args, get_origin

from msgspec import Struct

from launchready.facts.base import Every, Fact, Unseen
from launchready.manifest.schema import Product, Subject


class SignatureError(TypeError):
    """A collector or judge is declared in a way that cannot be carried out: our fault."""


class NeedsSubject(Struct, frozen=True):
    """The subject itself, or the one of another kind that it belongs to."""

    kind: type[Subject]


class NeedsFact(Struct, frozen=True):
    """A fact about the subject; `tolerant` where `Unseen` may be passed instead."""

    kind: type[Fact]
    tolerant: bool = False


class NeedsEvery(Struct, frozen=True):
    """A fact about every subject of its kind."""

    kind: type[Fact]


class NeedsService(Struct, frozen=True):
    """A service of the run: transport, clock, manifest."""

    kind: type


Need: TypeAlias = NeedsSubject | NeedsFact | NeedsEvery | NeedsService


class Signature(Struct, frozen=True):
    """What a function takes and gives.

    Attributes:
        needs: by parameter name, in order.
        subject: the kind of subject it is about: the one that is not the product, or
            the product where no other is named.
        returns: its return annotation.
    """

    needs: dict[str, Need]
    subject: type[Subject]
    returns: Any


@functools.cache
def read_signature(function: Callable[..., Any]) -> Signature:
    """Read a collector's or a judge's signature.

    Raises:
        SignatureError: an annotation is missing or means nothing here, or two kinds of
            subject besides the product are named.
    """
    where = f"{function.__module__}.{function.__qualname__}"
    try:
        hints = inspect.get_annotations(function, eval_str=True)
    except NameError as error:
        raise SignatureError(f"{where}: {error}") from error
    if "return" not in hints:
        raise SignatureError(f"{where}: the return annotation is missing")
    returns = hints.pop("return")
    count = function.__code__.co_argcount
    if missing := [name for name in function.__code__.co_varnames[:count] if name not in hints]:
        raise SignatureError(f"{where}: no annotation on {', '.join(missing)}")
    needs = {name: _need(hint, where) for name, hint in hints.items()}
    kinds = [need.kind for need in needs.values() if isinstance(need, NeedsSubject)]
    own = [kind for kind in kinds if kind is not Product]
    if len(own) > 1:
        raise SignatureError(f"{where}: is about more than one kind of subject")
    return Signature(needs, own[0] if own else Product, returns)


def _need(hint: Any, where: str) -> Need:
    origin = get_origin(hint)
    if origin is Every:
        return NeedsEvery(get_args(hint)[0])
    if origin in {UnionType, Union}:
        kinds = [kind for kind in get_args(hint) if kind is not Unseen]
        if len(kinds) == 1 and isinstance(kinds[0], type) and issubclass(kinds[0], Fact):
            return NeedsFact(kinds[0], tolerant=True)
    elif isinstance(hint, type):
        if issubclass(hint, Subject):
            return NeedsSubject(hint)
        if issubclass(hint, Fact):
            return NeedsFact(hint)
        return NeedsService(hint)
    raise SignatureError(f"{where}: {hint} is neither a subject, a fact nor a service")
