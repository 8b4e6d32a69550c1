"""Tokens made up at test time, so that no whole one is in any file of the repository.

A token is drawn from its rule's own pattern; where the format carries a checksum or a
structure, a maker puts that right.
"""

from __future__ import annotations

import base64
import binascii
import functools
import hashlib
import importlib
import json
import math
import pkgutil
import random
import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from re._parser import parse  # type: ignore[import-not-found]  # walks a pattern
from typing import Any

import launchready.secrets.rules
from launchready.secrets import checksums
from launchready.secrets.rule import Rule

BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


@dataclass(frozen=True)
class Sample:
    """A made-up token.

    Attributes:
        rule: whose.
        text: what has to stand in a text for the rule to find it, its context included.
        secret: the secret inside of `text`.
    """

    rule: Rule
    text: bytes
    secret: bytes


def every_rule() -> tuple[Rule, ...]:
    """Load the rules of all modules."""
    found: list[Rule] = []
    for module in pkgutil.iter_modules(launchready.secrets.rules.__path__):
        name = f"{launchready.secrets.rules.__name__}.{module.name}"
        found += importlib.import_module(name).RULES
    return tuple(found)


def entropy(text: bytes) -> float:
    """Give Shannon's entropy, in bits per character."""
    counts = Counter(text).values()
    return -sum(n / len(text) * math.log2(n / len(text)) for n in counts) if text else 0.0


@functools.cache
def compiled(rule: Rule) -> re.Pattern[bytes]:
    """Compile a rule with its boundaries, as the contract says that engines do."""
    before = f"(?<![{rule.not_before}])" if rule.not_before else ""
    after = f"(?![{rule.not_after}])" if rule.not_after else ""
    return re.compile(f"{before}(?:{rule.pattern}){after}".encode("latin-1"))


def secret_of(rule: Rule, match: re.Match[bytes]) -> bytes:
    """Give what of a match is the secret."""
    return match["secret"] if "secret" in match.re.groupindex else match[0]


def fits(rule: Rule, token: bytes) -> bool:
    """Say whether a whole token is one of the rule's, its checksum and entropy included."""
    match = compiled(rule).fullmatch(token)
    if match is None:
        return False
    secret = secret_of(rule, match)
    checked = rule.checksum is None or rule.checksum(secret)
    checked = checked and (rule.whole is None or rule.whole(match[0]))
    return checked and entropy(secret) >= rule.min_entropy


def draw(rule: Rule, chance: random.Random) -> bytes:
    """Draw a token of the pattern, its checksum put right where it has one."""
    maker = MAKERS.get(rule.checksum) if rule.checksum else None
    if maker is not None:
        return maker(rule, chance)
    return xeger(rule.pattern, chance)


def xeger(pattern: str, chance: random.Random) -> bytes:
    """Draw a text that a pattern matches, each character of a class as likely as the next."""
    return bytes(_drawn(_parsed(pattern), chance))


@functools.cache
def _parsed(pattern: str) -> Any:
    return parse(pattern)


def _drawn(nodes: Any, chance: random.Random) -> Iterator[int]:
    for kind, value in nodes:
        match str(kind):
            case "LITERAL":
                yield value
            case "IN":
                yield chance.choice(_members(value))
            case "MAX_REPEAT":
                least, most, inner = value
                size = chance.randint(least, most)
                if len(inner) == 1 and str(inner[0][0]) == "IN":
                    yield from chance.choices(_members(inner[0][1]), k=size)
                    continue
                for _ in range(size):
                    yield from _drawn(inner, chance)
            case "SUBPATTERN":
                yield from _drawn(value[3], chance)
            case "BRANCH":
                yield from _drawn(chance.choice(value[1]), chance)
            case "NOT_LITERAL":
                yield chance.choice([n for n in range(33, 127) if n != value])
            case other:
                raise AssertionError(f"a rule may not use {other}")


def _members(items: Any) -> list[int]:
    """Give the printable characters of a class."""
    held: set[int] = set()
    negated = False
    for kind, value in items:
        match str(kind):
            case "NEGATE":
                negated = True
            case "LITERAL":
                held.add(value)
            case "RANGE":
                held.update(range(value[0], value[1] + 1))
            case other:
                raise AssertionError(f"a rule may not use {other} in a class")
    return [n for n in range(33, 127) if n not in held] if negated else sorted(held)


def sample(rule: Rule, chance: random.Random) -> Sample:
    """Make one token that the rule has to find, in the least of context.

    Raises:
        AssertionError: the pattern's own tokens fail the rule's other conditions.
    """
    token = next((t for t in (draw(rule, chance) for _ in range(40)) if fits(rule, t)), None)
    assert token is not None, rule.id
    match = compiled(rule).fullmatch(token)
    assert match is not None
    return Sample(rule, context(rule, chance) + token, secret_of(rule, match))


def context(rule: Rule, chance: random.Random) -> bytes:
    """Write what a token without a form of its own has to stand behind."""
    if not rule.context_bytes:
        return b""
    word = chance.choice(rule.keywords)
    if not word[-1:].isalnum():
        return word
    separator = chance.choice([b"=", b": ", b'="', b': "'])
    return (word.upper() if b"_" in word else word) + separator


def b64url(raw: bytes) -> str:
    """Base64 of JWTs: no padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def word(chance: random.Random, size: int, alphabet: str = BASE62) -> str:
    """Draw characters of an alphabet."""
    return "".join(chance.choices(alphabet, k=size))


def jwt(chance: random.Random, claims: dict[str, object], *, alg: str = "HS256") -> str:
    """Write a token with a signature of the right length that nobody made."""
    header = b64url(json.dumps({"alg": alg, "typ": "JWT"}, separators=(",", ":")).encode())
    body = b64url(json.dumps(claims, separators=(",", ":")).encode())
    return f"{header}.{body}.{b64url(chance.randbytes(256 if alg == 'RS256' else 32))}"


def _github(rule: Rule, chance: random.Random) -> bytes:
    token = xeger(rule.pattern, chance)
    body = token.partition(b"_")[2][:-6]
    return token[:-6] + checksums.crc32_base62(body)


def _gitlab_routable(rule: Rule, chance: random.Random) -> bytes:
    prefix = rule.pattern.partition("[")[0].replace("r?", "")
    if prefix.endswith("t"):
        prefix += "1_"
    payload = word(chance, 30)
    head = f"{prefix}{payload}.01.".encode()
    head += checksums.digits(len(payload), b"0123456789abcdefghijklmnopqrstuvwxyz", 2)
    return head + checksums.crc32_base36(head)


def _claims(chance: random.Random, **more: object) -> dict[str, object]:
    at = 1_760_000_000 + chance.randrange(10**6)
    return {"iss": "acme", "ref": word(chance, 20), "iat": at, "exp": at + 10**8, **more}


def _kubernetes(rule: Rule, chance: random.Random) -> bytes:
    bound = {"namespace": "default", "pod": {"name": word(chance, 40)}}
    claims = _claims(chance, **{"kubernetes.io": bound})
    header = b64url(
        json.dumps({"alg": "RS256", "kid": word(chance, 43)}, separators=(",", ":")).encode()
    )
    return f"{header}.{jwt(chance, claims, alg='RS256').partition('.')[2]}".encode()


def _json_payload(rule: Rule, chance: random.Random) -> bytes:
    head = rule.pattern.partition("eyJ")[0]
    names: dict[str, object] = {"o": "1", "n": word(chance, 12), "k": word(chance, 24)}
    if rule.id.startswith("onepassword"):
        names |= {name: word(chance, 60) for name in ("email", "muk", "secretKey", "srpX")}
    url_safe = rule.id.startswith("onepassword")
    body = json.dumps({"iat": 1_760_000_000.5, **names, "m": {"r": "us"}}).encode()
    text = base64.urlsafe_b64encode(body) if url_safe else base64.b64encode(body)
    tail = f"_{word(chance, 43)}" if rule.id == "sentry-organization-token" else ""
    return f"{head}{text.decode()}{tail}".encode()


def _pypi(rule: Rule, chance: random.Random) -> bytes:
    host = b"test.pypi.org" if rule.id.startswith("test") else b"pypi.org"
    raw = b"\x02\x01" + bytes([len(host)]) + host + b"\x02" + chance.randbytes(100)
    return f"pypi-{b64url(raw)}".encode()


def _aws(rule: Rule, chance: random.Random) -> bytes:
    token = xeger(rule.pattern, chance)
    return token[:4] + base64.b32encode(bytes([chance.randrange(64)]) + chance.randbytes(9))


def _mapbox(rule: Rule, chance: random.Random) -> bytes:
    payload = b64url(json.dumps({"u": word(chance, 12), "a": word(chance, 25)}).encode())
    return f"{'sk' if 'secret' in rule.id else 'pk'}.{payload}.{word(chance, 22)}".encode()


def _base64_in(rule: Rule, chance: random.Random) -> bytes:
    token = xeger(rule.pattern, chance)
    match = re.fullmatch(rule.pattern.encode("latin-1"), token)
    assert match is not None
    start, end = match.span("secret") if match.groups() else match.span()
    body = token[start:end].rstrip(b"=")
    # The last character of a group that is not whole has bits that must be zero.
    last = {2: b"AQgw", 3: b"AEIMQUYcgkosw048"}.get(len(body) % 4)
    if last:
        body = body[:-1] + bytes([chance.choice(last)])
    return token[:start] + body + token[start + len(body) :]


def _encoded_pem(rule: Rule, chance: random.Random) -> bytes:
    pem = b"-----BEGIN PRIVATE KEY-----\n" + base64.b64encode(chance.randbytes(240))
    head = b"client-key-data: " if rule.id.startswith("kubeconfig") else b""
    return head + base64.b64encode(pem + b"\n-----END PRIVATE KEY-----\n")


def _pem(rule: Rule, chance: random.Random) -> bytes:
    head = rule.pattern.partition("(?P")[0].encode()
    raw = b"openssh-key-v1\0" if "openssh" in rule.id else b"\x30\x82\x04\xa4\x02\x01\x00"
    body = base64.b64encode(raw + chance.randbytes(200))
    return head + b"\n" + b"\n".join(body[i : i + 64] for i in range(0, len(body), 64)) + b"\n"


def _clerk(rule: Rule, chance: random.Random) -> bytes:
    host = f"clerk.{word(chance, 12, BECH32)}.example$".encode()
    return b"pk_live_" + base64.b64encode(host)


def _discord(rule: Rule, chance: random.Random) -> bytes:
    number = base64.b64encode(str(chance.randrange(10**17, 10**18)).encode()).rstrip(b"=")
    return number + f".{word(chance, 6)}.{word(chance, 38)}".encode()


def _base58check(rule: Rule, chance: random.Random) -> bytes:
    raw = bytes.fromhex("0488ade4") + chance.randbytes(74)
    raw += hashlib.sha256(hashlib.sha256(raw).digest()).digest()[:4]
    number, text = int.from_bytes(raw), ""
    while number:
        number, digit = divmod(number, 58)
        text = BASE58[digit] + text
    return text.encode()


def _bech32(rule: Rule, chance: random.Random) -> bytes:
    prefix = b"age-secret-key-"
    values = [chance.randrange(32) for _ in range(52)]
    rest = checksums.bech32_checksum(prefix, [*values, 0, 0, 0, 0, 0, 0]) ^ 1
    values += [rest >> 5 * (5 - place) & 31 for place in range(6)]
    return (prefix.decode() + "1" + "".join(BECH32[value] for value in values)).upper().encode()


def _stellar(rule: Rule, chance: random.Random) -> bytes:
    raw = bytes([18 << 3]) + chance.randbytes(32)
    return base64.b32encode(raw + binascii.crc_hqx(raw, 0).to_bytes(2, "little"))


def _grafana(rule: Rule, chance: random.Random) -> bytes:
    body = f"glsa_{word(chance, 32)}".encode()
    return body + b"_" + zlib.crc32(body).to_bytes(4, "little").hex().encode()


def _pkcs12(rule: Rule, chance: random.Random) -> bytes:
    return base64.b64encode(b"\x30\x82\x09\xc1\x02\x01\x03\x30\x82" + chance.randbytes(400))


def _role(role: str, **more: object) -> Callable[[Rule, random.Random], bytes]:
    return lambda _, chance: jwt(chance, _claims(chance, role=role, **more)).encode()


def _github_app(rule: Rule, chance: random.Random) -> bytes:
    number = chance.randrange(10**6, 10**8)
    return f"ghs_{number}_{jwt(chance, _claims(chance), alg='RS256')}".encode()


MAKERS: dict[Callable[[bytes], bool], Callable[[Rule, random.Random], bytes]] = {
    checksums.github: _github,
    checksums.gitlab_routable: _gitlab_routable,
    checksums.supabase_service_role: _role("service_role"),
    checksums.supabase_anon: _role("anon"),
    checksums.privileged_jwt: _role("admin"),
    checksums.kubernetes_service_account: _kubernetes,
    checksums.github_installation_jwt: _github_app,
    checksums.json_after_prefix: _json_payload,
    checksums.pypi: _pypi,
    checksums.aws_key_id: _aws,
    checksums.mapbox: _mapbox,
    checksums.base64_32: _base64_in,
    checksums.base64_64: _base64_in,
    checksums.encoded_pem_key: _encoded_pem,
    checksums.der_private_key: _pem,
    checksums.openssh_private_key: _pem,
    checksums.clerk_publishable: _clerk,
    checksums.discord_bot: _discord,
    checksums.base58check: _base58check,
    checksums.bech32: _bech32,
    checksums.stellar_seed: _stellar,
    checksums.grafana: _grafana,
    checksums.pkcs12: _pkcs12,
}
"""How to put a checksum right, by the function that holds a token against it."""
