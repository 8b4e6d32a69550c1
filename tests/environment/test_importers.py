"""What platforms print is read for names; only a .env file gives values."""

from __future__ import annotations

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from launchready.environment.importers import NothingFound, import_environment

LISTINGS = {
    "heroku config": "=== acme-portal Config Vars\n\n"
    "DATABASE_URL:  postgres://u:p@h/d\nSECRET_KEY:    abc: def\n",
    "heroku config --json": '{"DATABASE_URL": "postgres://x", "SECRET_KEY": "abc"}',
    "vercel env ls": "Vercel CLI 39.1.1\n"
    "> Environment Variables found for acme/portal [120ms]\n\n"
    " name               value               environments        created\n"
    " DATABASE_URL       Encrypted           Production          3d ago\n"
    " SECRET_KEY         Encrypted           Production, Preview 3d ago\n",
    "fly secrets list": "NAME          DIGEST           CREATED AT\n"
    "DATABASE_URL  0123456789abcdef 1h ago\nSECRET_KEY    fedcba9876543210 1h ago\n",
    "fly secrets list --json": '[{"Name": "DATABASE_URL", "Digest": "01"},'
    ' {"Name": "SECRET_KEY"}]',
    "gh secret list": "DATABASE_URL\t2026-10-01T10:00:00Z\nSECRET_KEY\t2026-10-01T10:00:00Z\n",
    "gh secret list, on a terminal": "NAME          UPDATED\n"
    "DATABASE_URL  about 1 month ago\nSECRET_KEY    about 1 month ago\n",
    "gh secret list --json": '[{"name": "DATABASE_URL"}, {"name": "SECRET_KEY"}]',
    "netlify env:list": "2 environment variables for site acme\n"
    ".-----------------------------------.\n|  Key         |  Value  |  Scope   |\n"
    "|--------------|---------|----------|\n| DATABASE_URL | ******* | All      |\n"
    "| SECRET_KEY   | ******* | Builds   |\n'----------------------------------'\n",
    "netlify env:list --json": '{"DATABASE_URL": "x", "SECRET_KEY": "y"}',
    "Render's API": '[{"envVar": {"key": "DATABASE_URL", "value": "x"}, "cursor": "a"},'
    ' {"envVar": {"key": "SECRET_KEY", "value": "y"}, "cursor": "b"}]',
    "Vercel's API": '{"envs": [{"key": "DATABASE_URL", "target": ["production"]},'
    ' {"key": "SECRET_KEY"}], "pagination": {"count": 2}}',
    "GitHub's API": '{"total_count": 2, "secrets": [{"name": "DATABASE_URL"},'
    ' {"name": "SECRET_KEY"}]}',
}


@pytest.mark.parametrize("source", LISTINGS)
def test_listings(source: str) -> None:
    """Exactly the names are taken, and none of the values."""
    imported = import_environment(LISTINGS[source])
    assert dict(imported.values) == {"DATABASE_URL": None, "SECRET_KEY": None}
    assert imported.names_only


@pytest.mark.parametrize(
    "text",
    [
        "DATABASE_URL=postgres://x\nSECRET_KEY=abc\n",
        "# heroku config --shell\nDATABASE_URL='postgres://x'\nSECRET_KEY=abc\n",
        "export DATABASE_URL=postgres://x\nexport SECRET_KEY=abc",
    ],
)
def test_env_files(text: str) -> None:
    """A file of assignments is read with its values."""
    imported = import_environment(text)
    assert dict(imported.values) == {"DATABASE_URL": "postgres://x", "SECRET_KEY": "abc"}
    assert not imported.names_only


def test_a_name_that_is_set_twice() -> None:
    """The later value wins, and the reader is told."""
    imported = import_environment("A_KEY=1\nB_KEY=2\nA_KEY=3\n")
    assert imported.values["A_KEY"] == "3"
    assert imported.twice == {"A_KEY": 3}


def test_values_are_in_no_repr() -> None:
    """A traceback or a log line of an import shows nothing."""
    assert "hush" not in repr(import_environment("A_KEY=hush\n"))


@pytest.mark.parametrize(
    "text", ["", "hello", "{", "[1, 2]", "{}", "[" * 100_000, "A=\0", '{"a b": 1}']
)
def test_anything_else_is_refused_with_what_is_understood(text: str) -> None:
    """A text without variables is not taken for an empty environment."""
    with pytest.raises(NothingFound):
        import_environment(text)


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=8)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(st.one_of(JSON.map(json.dumps), st.text(max_size=200)))
def test_any_text_is_read_or_refused(text: str) -> None:
    """No listing, however odd, makes the importer fail otherwise."""
    with contextlib.suppress(NothingFound):
        assert import_environment(text).values
