"""Recognises numbers that are somebody's: payment cards, bank accounts, telephones."""

from __future__ import annotations

import re

_CARDS = (
    ("American Express", r"3[47]", {15}),
    ("Diners Club", r"3(?:0[0-5]|[689])", {14, 16, 17, 18, 19}),
    ("JCB", r"35(?:2[89]|[3-8])", {16, 17, 18, 19}),
    ("Visa", r"4", {13, 16, 19}),
    ("Mastercard", r"5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720", {16}),
    ("Discover", r"6011|64[4-9]|65", {16, 17, 18, 19}),
    ("UnionPay", r"62", {16, 17, 18, 19}),
)
"""Ranges of issuers and lengths (ISO/IEC 7812-1; the networks' published ranges)."""
_GROUPS = re.compile(
    r"[0-9]{12,19}|[0-9]{4}([ -])[0-9]{4}\1[0-9]{4}\1[0-9]{4}(?:\1[0-9]{1,3})?"
    r"|[0-9]{4}([ -])[0-9]{6}\2[0-9]{4,5}"
)

_IBAN_LENGTHS = {
    "AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22,
    "BR": 29, "CH": 21, "CR": 22, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "DO": 28, "EE": 20,
    "EG": 29, "ES": 24, "FI": 18, "FO": 18, "FR": 27, "GB": 22, "GE": 22, "GI": 23, "GL": 18,
    "GR": 27, "HR": 21, "HU": 28, "IE": 22, "IL": 23, "IS": 26, "IT": 27, "JO": 30, "KW": 30,
    "KZ": 20, "LB": 28, "LI": 21, "LT": 20, "LU": 20, "LV": 21, "MC": 27, "MD": 24, "ME": 22,
    "MK": 19, "MT": 31, "NL": 18, "NO": 15, "PK": 24, "PL": 28, "PT": 25, "QA": 29, "RO": 24,
    "RS": 22, "SA": 24, "SE": 24, "SI": 19, "SK": 24, "SM": 27, "TN": 24, "TR": 26, "UA": 29,
    "XK": 20,
}  # fmt: skip
"""How long an account number is, by country (the IBAN registry of SWIFT)."""


def luhn(digits: str) -> bool:
    """Say whether the last digit is the check digit of the others (ISO/IEC 7812-1, annex B)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def brand(number: str) -> str:
    """Name the network of a card number, written with spaces, hyphens or none; "" for none.

    Numbers of one or two different digits are fillers, not cards.
    """
    if not _GROUPS.fullmatch(number):
        return ""
    digits = re.sub(r"[ -]", "", number)
    if len(set(digits)) < 3 and digits[0] != "4":
        return ""
    for name, prefix, lengths in _CARDS:
        if len(digits) in lengths and re.match(prefix, digits):
            return name if luhn(digits) and len(set(digits)) > 1 else ""
    return ""


def account_country(number: str) -> str:
    """Name the country of an IBAN whose length and check digits hold; "" for anything else.

    Source: ISO 13616 (the number's form), ISO/IEC 7064 MOD 97-10 (its check digits).
    """
    text = number.replace(" ", "")
    if len(text) != _IBAN_LENGTHS.get(text[:2]):
        return ""
    value = "".join(str(int(character, 36)) for character in text[4:] + text[:4])
    return text[:2] if int(value) % 97 == 1 else ""


def is_phone(text: str) -> bool:
    """Say whether a text has as many digits as a telephone number (ITU-T E.164: 8 to 15)."""
    digits = re.sub(r"[^0-9]", "", text)
    return 8 <= len(digits) <= 15 and len(set(digits)) > 2
