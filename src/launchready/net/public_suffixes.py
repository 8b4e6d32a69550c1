"""Where one registrant ends and another begins: the Public Suffix List.

The list is Mozilla's, as packaged by publicsuffixlist; it is read on first use, since
only a cookie with a Domain attribute, or a question about a site, needs it. The lookup is
our own, a dozen lines: the package encodes all ten thousand rules before the first one,
which takes ten times as long as reading them.

Source: https://publicsuffix.org/list/ (format and algorithm).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def _rules() -> frozenset[str]:
    from publicsuffixlist import PSLFILE

    lines = Path(PSLFILE).read_text("utf-8").splitlines()
    return frozenset(line.split(" ")[0] for line in lines if line and line[:2] != "//")


@cache
def _suffix_labels(domain: str) -> int:
    """Count the labels of a name's public suffix; a rule of one label holds for all others.

    The longest rule that fits prevails, and an exception over every other.
    """
    labels = [_in_unicode(label) for label in domain.split(".")]
    rules = _rules()
    for start in range(len(labels)):
        name, parent = ".".join(labels[start:]), ".".join(labels[start + 1 :])
        if f"!{name}" in rules:
            return len(labels) - start - 1
        if name in rules or (parent and f"*.{parent}" in rules) or f"*.{name}" in rules:
            return len(labels) - start
    return 1


def _in_unicode(label: str) -> str:
    """Write a label as the list does: A-labels as the characters they stand for."""
    if not label.startswith("xn--"):
        return label
    try:
        return label.encode("ascii").decode("idna")
    except UnicodeError:
        return label


def is_public_suffix(domain: str) -> bool:
    """Say whether anyone may register names right below this one ("co.uk")."""
    name = domain.lower().rstrip(".")
    return "" not in name.split(".") and _suffix_labels(name) == name.count(".") + 1


def registrable_domain(domain: str) -> str:
    """Give the public suffix and one label more ("acme.co.uk"), "" where there is none."""
    labels = domain.lower().rstrip(".").split(".")
    if "" in labels:
        return ""
    wanted = _suffix_labels(".".join(labels)) + 1
    return ".".join(labels[-wanted:]) if len(labels) >= wanted else ""
