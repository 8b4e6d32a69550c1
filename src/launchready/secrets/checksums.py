"""Whether a candidate's own checksum or structure holds, for the formats that carry one.

Each function takes the whole secret as bytes, and answers without raising, whatever it is
given: a candidate is hostile input. Only published algorithms are here. Where a provider says
that there is a checksum but not how it is made (Cloudflare, Confluent), the rule stops at the
shape, so that no real key is ever thrown away on a guess.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
import zlib
from typing import Any

_BASE62 = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_BASE36 = b"0123456789abcdefghijklmnopqrstuvwxyz"
_BASE58 = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_BASE58_RIPPLE = b"rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz"
_BECH32 = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_LONGEST_JSON = 8192
# What tutorials and compose files write where a password belongs.
_PLACEHOLDERS = (
    b"acme|admin|app|change-?me|change_?this|default|development|docker|dummy|example|fake"
    b"|foo(?:bar)?|guest|hidden|hunter|letmein|local(?:host)?|mock|mongo|mypass|mysecret|mysql"
    b"|pass|passwd|passw[o0]rd|placeholder|postgres|pw|pwd|qwerty|rabbitmq|redacted|redis"
    b"|replace|root|s[e3]cr[e3]t|sample|supersecret|swordfish|test|tiger|todo|token|user"
    b"|username|your"
)
_PLACEHOLDER = re.compile(
    rb"(?i)(?:your|my|the|db|some)?[-_]?(?:%s)[-_]?(?:password|pass|here|me|[0-9!]{0,4})"
    % _PLACEHOLDERS
)


def digits(number: int, alphabet: bytes, width: int) -> bytes:
    """Write a non-negative number in an alphabet, padded on the left to `width` bytes."""
    written = bytearray()
    while number:
        number, digit = divmod(number, len(alphabet))
        written.append(alphabet[digit])
    return bytes(reversed(written)).rjust(width, alphabet[:1])


def crc32_base62(body: bytes) -> bytes:
    """The six closing characters of GitHub's and npm's tokens, made from what is before them.

    Source: github.blog/engineering/behind-githubs-new-authentication-token-formats.
    """
    return digits(zlib.crc32(body), _BASE62, 6)


def github(token: bytes) -> bool:
    """Hold a `gh?_` or `npm_` token's last six characters against its CRC32."""
    body = token.partition(b"_")[2]
    return crc32_base62(body[:-6]) == body[-6:]


def crc32_base36(body: bytes) -> bytes:
    """The seven closing characters of GitLab's routable tokens; the prefix is part of `body`.

    Source: handbook.gitlab.com, design document "Routable tokens".
    """
    return digits(zlib.crc32(body), _BASE36, 7)


def gitlab_routable(token: bytes) -> bool:
    """Hold a GitLab routable token's length field and CRC32 against the token."""
    head, _, tail = token.rpartition(b".")
    size = len(head.rpartition(b".")[0].partition(b"-")[2])
    # A runner's token says its kind ("t1_") before the payload that the length is of.
    lengths = {digits(each, _BASE36, 2) for each in (size, max(size - 3, 0))}
    return tail[:2] in lengths and crc32_base36(token[:-7]) == token[-7:]


def decoded(text: bytes, *, url_safe: bool = True) -> bytes | None:
    """Base64 without regard to padding; None where it is not base64 at all."""
    padded = text.rstrip(b"=")
    padded += b"=" * (-len(padded) % 4)
    try:
        if url_safe:
            padded = padded.translate(bytes.maketrans(b"-_", b"+/"))
        return base64.b64decode(padded, validate=True)
    except (binascii.Error, ValueError):
        return None


def json_object(text: bytes) -> dict[str, Any] | None:
    """The JSON object that base64 `text` holds; None where there is none."""
    if len(text) > _LONGEST_JSON or (raw := decoded(text)) is None:
        return None
    try:
        value = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def jwt(token: bytes) -> bool:
    """Three parts, the first a header that names its algorithm (RFC 7515 section 7.1)."""
    parts = token.split(b".")
    if len(parts) != 3:
        return False
    header = json_object(parts[0])
    return (
        header is not None
        and isinstance(header.get("alg"), str)
        and json_object(parts[1]) is not None
    )


def _claim(token: bytes, name: str) -> object:
    parts = token.split(b".")
    claims = json_object(parts[1]) if len(parts) == 3 and jwt(token) else None
    return None if claims is None else claims.get(name)


def supabase_service_role(token: bytes) -> bool:
    """A Supabase JWT that passes by row level security: claim `role` is `service_role`."""
    return _claim(token, "role") == "service_role"


def supabase_anon(token: bytes) -> bool:
    """A Supabase JWT made for browsers: claim `role` is `anon`."""
    return _claim(token, "role") == "anon"


def kubernetes_service_account(token: bytes) -> bool:
    """A JWT whose issuer or claims are those of Kubernetes service accounts."""
    issuer = _claim(token, "iss")
    bound = _claim(token, "kubernetes.io")
    return issuer == "kubernetes/serviceaccount" or isinstance(bound, dict)


def github_installation_jwt(token: bytes) -> bool:
    """GitHub's stateless installation token: `ghs_`, the app's number, `_`, a JWT."""
    return jwt(token.split(b"_", 2)[-1])


def mapbox(token: bytes) -> bool:
    """Mapbox: a letter pair, a payload that names its user `u`, a signature."""
    parts = token.split(b".")
    payload = json_object(parts[1]) if len(parts) == 3 else None
    return payload is not None and isinstance(payload.get("u"), str)


def json_after_prefix(token: bytes) -> bool:
    """A base64 JSON object between the last `_` of the prefix and the next `_`, if any."""
    start = token.find(b"eyJ")
    return start >= 0 and json_object(token[start:].partition(b"_")[0]) is not None


def aws_account(key_id: bytes) -> str | None:
    """The twelve-digit account that an access key id names, for ids issued since 2019.

    The last sixteen characters are base32; bits 1 to 40 of their first six bytes are the
    account. None where the number is none that AWS gives out.
    """
    try:
        raw = base64.b32decode(key_id[4:20])
    except (binascii.Error, ValueError):
        return None
    if len(raw) < 6:
        return None
    number = (int.from_bytes(raw[:6]) & 0x7FFFFFFFFF80) >> 7
    return f"{number:012d}" if number < 10**12 else None


def aws_key_id(key_id: bytes) -> bool:
    """An AWS key id that base32 can have made; ids of before 2019 (I, J) name no account."""
    return key_id[4:5] in {b"I", b"J"} or aws_account(key_id) is not None


def pypi(token: bytes) -> bool:
    """A version 2 macaroon for pypi.org or test.pypi.org, with an identifier after it."""
    raw = decoded(token.partition(b"-")[2]) or b""
    if raw[:2] != b"\x02\x01" or len(raw) < 4:
        return False
    location, rest = raw[3 : 3 + raw[2]], raw[3 + raw[2] :]
    return location in {b"pypi.org", b"test.pypi.org"} and rest[:1] == b"\x02"


def base64_of(size: int, token: bytes) -> bool:
    """Base64 that decodes to exactly `size` bytes."""
    raw = decoded(token, url_safe=False)
    return raw is not None and len(raw) == size


def base64_32(token: bytes) -> bool:
    """Azure shared access keys, WireGuard keys: 32 bytes."""
    return base64_of(32, token)


def base64_64(token: bytes) -> bool:
    """Azure storage and Cosmos DB account keys: 64 bytes."""
    return base64_of(64, token)


def encoded_pem_key(token: bytes) -> bool:
    """Base64 of a PEM private key, as kubeconfig files and Kubernetes secrets hold it."""
    raw = decoded(token[: len(token) // 4 * 4], url_safe=False) or b""
    return raw.startswith(b"-----BEGIN ") and b"PRIVATE KEY-----" in raw[:64]


def not_placeholder(token: bytes) -> bool:
    """A password that somebody chose, not one that documentation puts in its place."""
    return not _PLACEHOLDER.fullmatch(token)


_RESERVED = re.compile(rb"(?:^|\.)(?:example(?:\.(?:com|net|org))?|test|invalid)$")
_LOCAL = re.compile(rb"localhost|127\.[0-9.]{5,11}|0\.0\.0\.0|[^.]{1,63}")


def url_credentials(url: bytes) -> bool:
    """A URL whose user and password somebody uses, and that documentation does not.

    Hosts of documentation (RFC 2606) have none; on this machine, or on a name of a single
    label as containers have, a password that is one word is the one of everybody's laptop.
    """
    credentials, _, host = url.partition(b"://")[2].lower().rpartition(b"@")
    user, _, password = credentials.partition(b":")
    if password == user or password.startswith((b"your", b"my-", b"my_", b"some")):
        return False
    if user.startswith(b"your") or _RESERVED.search(host.strip(b".")):
        return False
    return not _LOCAL.fullmatch(host) or (len(password) >= 8 and not password.isalpha())


def clerk_publishable(token: bytes) -> bool:
    """Clerk: base64 of the frontend API's host name and a closing `$`."""
    raw = decoded(token.rpartition(b"_")[2]) or b""
    return raw.endswith(b"$") and b"." in raw


def discord_bot(token: bytes) -> bool:
    """Discord: the first part is base64 of the bot's id, a decimal number."""
    raw = decoded(token.partition(b".")[0]) or b""
    return raw.isdigit() and len(raw) >= 17


def _base58(token: bytes, alphabet: bytes) -> bytes | None:
    number = 0
    for character in token:
        position = alphabet.find(character)
        if position < 0:
            return None
        number = number * 58 + position
    return number.to_bytes((number.bit_length() + 7) // 8)


def _double_sha256(raw: bytes) -> bytes:
    return hashlib.sha256(hashlib.sha256(raw).digest()).digest()[:4]


def base58check(token: bytes) -> bool:
    """Base58Check of Bitcoin, for WIF and BIP 32 keys: the last four bytes are a hash."""
    raw = _base58(token, _BASE58) or b""
    return len(raw) > 4 and _double_sha256(raw[:-4]) == raw[-4:]


def ripple_seed(token: bytes) -> bool:
    """An XRP Ledger seed: Base58Check in that ledger's own alphabet, type byte 0x21."""
    raw = _base58(token, _BASE58_RIPPLE) or b""
    return raw[:1] == b"\x21" and len(raw) == 21 and _double_sha256(raw[:-4]) == raw[-4:]


def bech32_checksum(prefix: bytes, values: list[int]) -> int:
    """The checksum state of BIP 173 for lower-case `prefix`; 1 where the checksum holds."""
    expanded = [c >> 5 for c in prefix] + [0] + [c & 31 for c in prefix] + values
    state = 1
    for value in expanded:
        top = state >> 25
        state = (state & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate(
            (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
        ):
            state ^= generator if top >> bit & 1 else 0
    return state


def bech32(token: bytes) -> bool:
    """Bech32 of BIP 173, for age, Nostr and Sui keys."""
    prefix, _, data = token.lower().rpartition(b"1")
    values = [_BECH32.find(character) for character in data]
    return (
        bool(prefix) and min(values, default=-1) >= 0 and bech32_checksum(prefix, values) == 1
    )


def stellar_seed(token: bytes) -> bool:
    """A Stellar secret seed (SEP 23): version byte, 32 bytes, CRC16-XMODEM."""
    try:
        raw = base64.b32decode(token)
    except (binascii.Error, ValueError):
        return False
    return raw[:1] == bytes([18 << 3]) and binascii.crc_hqx(raw[:-2], 0) == int.from_bytes(
        raw[-2:], "little"
    )


def grafana(token: bytes) -> bool:
    """Hold a `glsa_` token's last eight characters against its CRC32, bytes in hex.

    Source: github.com/grafana/grafana, package satokengen, which makes these tokens.
    """
    body, _, claimed = token.rpartition(b"_")
    return zlib.crc32(body).to_bytes(4, "little").hex().encode() == claimed


def _pem_body(token: bytes) -> bytes | None:
    r"""The octets of a PEM block whose body may be a string with `\n`, quotes, indents."""
    text = re.sub(rb"\\[nrt]|[^0-9A-Za-z+/=]", b"", token.partition(b"-----")[0])
    return decoded(text[: len(text) // 4 * 4], url_safe=False)


def der_private_key(token: bytes) -> bool:
    """The body of a PEM block: a DER SEQUENCE that is as long as it says, or a part of it.

    Legacy encrypted keys begin with header fields instead of DER (RFC 1421).
    """
    if b"DEK-Info" in token[:200]:
        return True
    raw = _pem_body(token) or b""
    return raw[:1] == b"\x30" and raw[1:2] in {b"\x81", b"\x82"} | {
        bytes([size]) for size in range(40, 0x80)
    }


def openssh_private_key(token: bytes) -> bool:
    """The body of an OpenSSH private key: begins with its magic."""
    return (_pem_body(token) or b"").startswith(b"openssh-key-v1\0")


def pkcs12(token: bytes) -> bool:
    """A PFX: SEQUENCE of INTEGER 3 and a ContentInfo (RFC 7292 section 4)."""
    raw = decoded(token[: len(token) // 4 * 4], url_safe=False) or b""
    return raw[:2] == b"\x30\x82" and raw[4:8] == b"\x02\x01\x03\x30"


_ADMINS = frozenset({"admin", "administrator", "owner", "root", "superadmin", "superuser"})


def privileged_jwt(token: bytes) -> bool:
    """A JWT whose claims name an administrator: `role`, `roles`, `scope`, Hasura's, `admin`."""
    parts = token.split(b".")
    claims = json_object(parts[1]) if len(parts) == 3 and jwt(token) else None
    if claims is None:
        return False
    hasura = claims.get("https://hasura.io/jwt/claims")
    named: list[object] = [claims.get(name) for name in ("role", "roles", "scope", "groups")]
    if isinstance(hasura, dict):
        named += [hasura.get("x-hasura-default-role"), hasura.get("x-hasura-role")]
    words: set[str] = set()
    for value in named:
        texts = value if isinstance(value, list) else [value]
        words.update(
            word.lower() for text in texts if isinstance(text, str) for word in text.split()
        )
    return bool(words & _ADMINS) or any(
        claims.get(name) is True for name in ("admin", "is_admin", "isAdmin", "superuser")
    )
