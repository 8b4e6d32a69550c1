"""How much of a labelled corpus is found, and how much of what is harmless is cried about."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from launchready.checks.secret_findings import CERTAIN
from launchready.facts.secrets import Danger, FoundSecret
from launchready.secrets.exact import ExactValues
from launchready.secrets.masking import KeyedHash
from launchready.secrets.places import scan_paths
from launchready.secrets.scan import Scan
from tests.secrets.corpus import (
    Labelled,
    exact,
    exact_values,
    formats,
    negatives,
    write_corpus,
)


def found_in(
    folder: Path, files: list[Labelled], values: dict[str, str] | None = None
) -> dict[str, list[FoundSecret]]:
    """Scan files of the corpus; give what was found in each, by its name."""
    write_corpus(folder, files)
    scan = Scan(KeyedHash(b"k" * 32), ExactValues(values or {}))
    seen = scan_paths([folder / each.name for each in files], scan)
    assert seen.unread == ()
    found: dict[str, list[FoundSecret]] = {each.name: [] for each in files}
    for secret in seen.found:
        found[str(Path(secret.path).relative_to(folder))].append(secret)
    return found


def test_97_in_100_formats_are_found_where_people_leave_them(tmp_path: Path) -> None:
    """Each with the danger that its kind has, so that a publishable key is named as such."""
    files = formats()
    found = found_in(tmp_path, files)
    missed = [
        f"{each.rule.id} in {each.where}"
        for each in files
        if each.rule is not None
        and not any(
            secret.danger is each.rule.danger and secret.tier in CERTAIN
            for secret in found[each.name]
        )
    ]
    assert len(missed) <= 0.03 * len(files), (len(missed), len(files), missed)


def test_the_provider_is_named(tmp_path: Path) -> None:
    """The steps to rotate a key are its provider's own: 97 in 100 name the right one."""
    files = formats()
    found = found_in(tmp_path, files)
    wrong = [
        f"{each.rule.id} in {each.where}: {[secret.rule for secret in found[each.name]]}"
        for each in files
        if each.rule is not None
        and not any(secret.provider == each.rule.provider for secret in found[each.name])
    ]
    assert len(wrong) <= 0.03 * len(files), (len(wrong), len(files), wrong)


def test_every_exact_value_is_found_in_every_encoding(tmp_path: Path) -> None:
    """The product's own secrets are found however they are written."""
    files = exact()
    found = found_in(tmp_path, files, exact_values())
    missed = [
        each.name
        for each in files
        if each.variable not in {secret.variable for secret in found[each.name]}
    ]
    assert missed == []


def test_under_3_in_100_lookalikes_are_cried_about(tmp_path: Path) -> None:
    """What is no secret is not reported with a high impact."""
    files = negatives()
    found = found_in(tmp_path, files)
    cried: Counter[str] = Counter()
    for each in files:
        if any(s.danger is Danger.SECRET and s.tier in CERTAIN for s in found[each.name]):
            cried[f"{each.where}: {found[each.name][0].rule}"] += 1
    assert len(files) >= 300
    assert sum(cried.values()) < 0.03 * len(files), (cried, len(files))


@pytest.mark.parametrize("kind", [formats, exact, negatives])
def test_the_corpus_is_the_same_every_time(kind: object) -> None:
    """A figure of one run is the figure of the next."""
    assert callable(kind)
    assert kind() == kind()
