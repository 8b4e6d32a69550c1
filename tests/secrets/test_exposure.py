"""What lets a reader of a log in, and what is a customer's, is told from its lookalikes."""

from __future__ import annotations

import base64
import random
import time
import uuid

import pytest

from launchready.facts.exposure import Exposed
from launchready.secrets.customer_data import account_country, brand, is_phone, luhn
from launchready.secrets.exposure import exposures
from tests.secrets.samples import jwt, word

CHANCE = random.Random("exposure")


def card(prefix: str, size: int = 16) -> str:
    """Make a card number that nobody has, by its check digit."""
    body = prefix + word(CHANCE, size - 1 - len(prefix), "0123456789")
    return next(body + digit for digit in "0123456789" if luhn(body + digit))


def iban(country: str, size: int) -> str:
    """Make an account number by its check digits."""
    account = word(CHANCE, size - 4, "0123456789")
    value = int("".join(str(int(c, 36)) for c in account + country + "00"))
    return f"{country}{98 - value % 97:02d}{account}"


def spaced(number: str) -> str:
    """Write a number in groups of four."""
    return " ".join(number[i : i + 4] for i in range(0, len(number), 4))


def kinds(line: str) -> list[Exposed]:
    """Give what stands in a line."""
    return [hit.kind for hit in exposures(line.encode())]


SECRET = word(CHANCE, 24)
LEAKS = [
    (Exposed.PASSWORD, f"INFO login user=ana password={SECRET}"),
    (Exposed.PASSWORD, f'{{"email": null, "password": "{SECRET}"}}'),
    (Exposed.PASSWORD, f'params: {{\\"password\\":\\"{SECRET}\\"}}'),
    (Exposed.PASSWORD, f"POST /signup body=name%3DAna&user_password={SECRET}&x=1"),
    (Exposed.PASSWORD, f"Parameters: {{'new_password' => '{SECRET}'}}"),
    (Exposed.PASSWORD, f"connecting to postgres://portal:{SECRET}@db.acme.example/portal"),
    (Exposed.PASSWORD, f"DB_PASSWORD: {SECRET}"),
    (Exposed.TOKEN, f"> Authorization: Bearer {SECRET}"),
    (Exposed.TOKEN, f'"authorization": "Basic {base64.b64encode(SECRET.encode()).decode()}"'),
    (Exposed.TOKEN, f"GET /reset?token={SECRET} 200"),
    (Exposed.TOKEN, f"refresh_token: {SECRET}"),
    (Exposed.TOKEN, f"x-api-key={SECRET}"),
    (Exposed.TOKEN, f"signed in with {jwt(CHANCE, {'sub': 'ana', 'exp': 1})}"),
    (Exposed.COOKIE, f"Set-Cookie: sessionid={SECRET}; Path=/"),
    (Exposed.COOKIE, f'cookie: "theme=dark; connect.sid=s%3A{SECRET}"'),
    (Exposed.COOKIE, f"Cookie: __Host-session={SECRET}"),
    (Exposed.COOKIE, f"__Secure-next-auth.session-token={SECRET}"),
]
CUSTOMERS = [
    (Exposed.CARD, f"charge card={card('4')}"),
    (Exposed.CARD, f"pan {spaced(card('51'))} approved"),
    (Exposed.CARD, f'"number": "{card("2221")}"'),
    (Exposed.CARD, f"amex {card('37', 15)}"),
    (Exposed.IBAN, f"payout to {iban('DE', 22)}"),
    (Exposed.IBAN, f"iban={spaced(iban('ES', 24))}"),
    (Exposed.CUSTOMER, "invited Ana Torres <ana.torres@initech.com>"),
    (Exposed.CUSTOMER, '{"name": "Ana Torres", "email": "ana@initech.com"}'),
    (Exposed.EMAIL, "mail to ana.torres@initech.com queued"),
    (Exposed.PHONE, "sms to +49 151 2345 6789 sent"),
    (Exposed.PHONE, '"phone": "0151 23456789"'),
]


@pytest.mark.parametrize(("kind", "line"), [*LEAKS, *CUSTOMERS])
def test_what_is_exposed_is_found_and_not_shown(kind: Exposed, line: str) -> None:
    """Each is found once, and the report holds at most four characters of it."""
    hits = list(exposures(line.encode()))
    assert [hit.kind for hit in hits] == [kind]
    assert SECRET[4:9] not in hits[0].shown
    assert "torres" not in hits[0].shown.lower()


HARMLESS = [
    "password=********",
    "password=[FILTERED] token=[REDACTED]",
    "password: null, token: undefined",
    "password reset requested for user 17",
    "Password: required",
    "invalid token: expired",
    "token count: 1523 tokens used",
    "tokens=4096 max_tokens=8192",
    "the token has expired",
    "csrf_token=%(token)s",
    "Authorization: Bearer ***",
    "cookie: theme=dark; lang=en",
    "session=none",
    "GET /users/4111111111111111/orders 200",
    "order_id=4242424242424242 accepted",
    "trace_id=4539578763621486",
    "at 1732475523123456 ns",
    "2026-11-24T10:00:00+01:00 started",
    "2026-11-24 10:00:00,123 +0100 GET /",
    "sha256 6f3c1b0a6f3c1b0a6f3c1b0a6f3c1b0a6f3c1b0a6f3c1b0a6f3c1b0a6f3c1b0a",
    "pid 4123 uses 5512345678 bytes",
    "from noreply@initech.com to support@initech.com",
    "clone git@github.com:acme/portal.git",
    "logo@2x.png served",
    "user@example.com is documentation",
    "installed react@18.2.0",
    "10.0.0.1 - - 443 198.51.100.7:55555",
    "version 4.11.11111.1111111 of 2026",
    "GET /static/app.4111111111111111.js",
    "key=AB12 3456 is no account",
]


@pytest.mark.parametrize("line", HARMLESS)
def test_what_only_looks_like_it_is_left_alone(line: str) -> None:
    """Masks, sentences, ids, timestamps and hashes are not leaks."""
    assert kinds(line) == []


def test_ids_hashes_and_times_seldom_pass_for_customers() -> None:
    """Of 3,000 usual log lines without a customer in them, none is reported."""
    chance = random.Random("harmless")
    lines = []
    for _ in range(1000):
        at = 1_732_000_000 + chance.randrange(10**7)
        ident = uuid.UUID(int=chance.getrandbits(128), version=4)
        span, size = chance.getrandbits(63), chance.randrange(10**9)
        lines += [
            f"{at}.{chance.randrange(10**6):06d} request id={ident} {chance.random():.6f}s",
            f'commit {chance.getrandbits(160):040x} etag "{chance.getrandbits(64):016x}"',
            f'{{"span_id":"{span}","ts":{at * 10**9},"bytes":{size}}}',
        ]
    assert list(exposures("\n".join(lines).encode())) == []


@pytest.mark.parametrize(
    ("number", "name"),
    [
        (card("4"), "Visa"),
        (card("55"), "Mastercard"),
        (card("2720"), "Mastercard"),
        (card("34", 15), "American Express"),
        (card("6011"), "Discover"),
        (card("3530"), "JCB"),
        (card("36", 14), "Diners Club"),
        (card("62"), "UnionPay"),
        ("0000000000000000", ""),
        ("4444444444444444", ""),
    ],
)
def test_a_card_is_known_by_its_issuer_and_check_digit(number: str, name: str) -> None:
    """The network is named; one wrong digit makes it no card."""
    assert brand(number) == name
    assert brand(number[:-1] + str((int(number[-1]) + 1) % 10)) == ""


def test_an_account_is_known_by_its_length_and_check_digits() -> None:
    """Any single wrong digit is noticed."""
    good = iban("FR", 27)
    assert account_country(good) == "FR"
    assert account_country(good[:-1] + str((int(good[-1]) + 1) % 10)) == ""
    assert account_country(good[:-1]) == ""
    assert account_country("ZZ" + good[2:]) == ""


def test_telephones_have_as_many_digits_as_telephones_have() -> None:
    """E.164 allows up to fifteen; fewer than eight are an extension."""
    assert is_phone("+49 151 23456789")
    assert not is_phone("+49 151")
    assert not is_phone("+1" + "2" * 15)


def test_hostile_lines_cost_no_more_than_others() -> None:
    """What makes patterns try again and again is bounded: a megabyte takes seconds at most."""
    hostile = [
        b"a@" * 2000,
        b"eyJ" * 3000,
        b"token" * 2000,
        b"4 " * 4000,
        b"Ab " * 3000,
        b"a.b-" * 3000,
        b"session" * 2000,
        b"password:" * 1500,
        b"+1 " * 4000,
    ]
    started = time.monotonic()
    for line in hostile:
        list(exposures(b"\n".join([line] * (1_000_000 // len(line)))))
    assert time.monotonic() - started < 50  # the time limit of a test, not a promise of speed
