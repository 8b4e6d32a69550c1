"""One SPF record out of what is published and what the senders need."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from launchready.mail.spf.record import Directive, read_record

SOFT_FAIL = "~all"
"""What a merged record ends with where nothing stricter was published: DMARC decides, and
forwarded mail is not refused by SPF alone."""


def merge_spf(published: Sequence[str], includes: Iterable[str]) -> str:
    """Write the one record that says what all published ones say, and names the senders.

    Terms keep their order and stand once; those that do not hold to the grammar, and `ptr`,
    which RFC 7208 section 5.5 tells not to use, are left out.  It ends with "-all" or
    "~all", whichever the published ones end with, and never with "+all" or "?all".

    Args:
        published: SPF records of the domain; there should be one at most.
        includes: domains that must be included.
    """
    terms: dict[str, str] = {}
    endings: list[str] = []
    redirect = explanation = ""
    for text in published:
        record, _ = read_record(text)
        for each in record.directives:
            if each.mechanism == "all":
                endings.append(each.qualifier)
            elif each.mechanism != "ptr":
                terms.setdefault(_identity(each), each.text)
        redirect = redirect or (record.redirect if record.all is None else "")
        explanation = explanation or record.explanation
    for domain in includes:
        terms.setdefault(f"+include:{domain.lower()}", f"include:{domain}")
    # A redirect counts only where nothing matched, which an "all" always does: what it led
    # to is included instead.
    if redirect:
        terms.setdefault(f"+include:{redirect.lower()}", f"include:{redirect}")
    end = "-all" if endings and set(endings) == {"-"} else SOFT_FAIL
    words = ["v=spf1", *terms.values(), end]
    return " ".join([*words, f"exp={explanation}"] if explanation else words)


def _identity(each: Directive) -> str:
    """Give what makes two terms the same: not their case, nor an unwritten "+"."""
    text = each.text.lower().lstrip("+-~?")
    return f"{each.qualifier}{text}"
