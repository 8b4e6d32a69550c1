"""A manifest that is wrong says where, and what would be right; none crashes the reader."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from launchready.manifest.load import MAX_BYTES, ManifestError, find_manifest, load_manifest
from launchready.manifest.schema import Manifest

PRODUCT = '[product]\nname = "Acme"\ndomain = "acme.example"\n'


def loaded(folder: Path, text: str | bytes) -> Manifest:
    """Write a manifest, and load it."""
    path = folder / "launchready.toml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return load_manifest(path)


def problem(folder: Path, text: str | bytes) -> str:
    """Load a manifest that is wrong; give the lines of the error without the folder."""
    with pytest.raises(ManifestError) as error:
        loaded(folder, text)
    return str(error.value).replace(f"{folder}/", "")


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (
            "[hosts.'acme.example']\nrol = 'app'\n",
            ':5: unknown key "rol"; did you mean "role"?',
        ),
        ("[hosts.'acme.example']\nrole = 'apps'\n", ":5: hosts.acme.example.role: input"),
        ("[[routes]]\nname = 'a'\n", ':4: [routes.0] needs "url"'),
        (
            "[[routes]]\nname='a'\nurl='https://a.example/'\n[[routes]]\nname='b'\nurl='b'\n",
            ":9: routes.1.url: is not a full URL",
        ),
        ("[[monitors]]\nroute = 'nowhere'\n", 'monitors.0.route: no route is named "nowhere"'),
        ("[owner]\n", ':4: unknown key "owner"; did you mean "owners"?'),
        ("[hosts.'A.example']\n[hosts.'a.example.']\n", "a.example stands there twice"),
        ("[hosts]\nx = 1\n", "hosts.x: input should be"),
        ("x = [\n", ":4: is not TOML"),
        (
            "[[decisions]]\ncheck = 'a/b'\ndecision = 'defer'\nowner = 'a'\nreason = 'b'\n",
            'a deferral needs "until"',
        ),
        (
            "[[routes]]\nname = 'a'\nurl = 'https://ana:pw@acme.example/'\n",
            ":6: routes.0.url: holds a user name or password",
        ),
    ],
)
def test_errors_name_the_line_and_the_next_step(table: str, said: str, tmp_path: Path) -> None:
    """Unknown keys, wrong values and names that refer to nothing are told apart."""
    shown = problem(tmp_path, PRODUCT + table)
    assert said in shown
    assert "pw" not in shown


@pytest.mark.parametrize(
    "text",
    [
        "", "x = " + "[" * 50_000, f"{PRODUCT}users = {'9' * 5000}", b"\xff\xfe\x00",
        "\x00", "hosts = 1", "product = []", PRODUCT + "#" + "x" * MAX_BYTES,
        PRODUCT.replace("acme.example", "\N{LATIN SMALL LETTER E WITH ACUTE}" * 80),
        "[" + ".".join("a" * 2000) + "]",
    ],
)  # fmt: skip
def test_no_file_crashes_the_reader(text: str | bytes, tmp_path: Path) -> None:
    """Whatever is in the file, the error is about the file."""
    assert problem(tmp_path, text).startswith("launchready.toml")


@given(st.text(max_size=300) | st.binary(max_size=300))
def test_any_text_loads_or_says_what_is_wrong(
    tmp_path_factory: pytest.TempPathFactory, text: str | bytes
) -> None:
    """Texts of any kind end in a manifest or in a ManifestError."""
    octets = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    path = tmp_path_factory.getbasetemp() / "any.toml"
    for whole in (octets, PRODUCT.encode() + octets):
        path.write_bytes(whole)
        with contextlib.suppress(ManifestError):
            assert load_manifest(path).product.name


def test_one_host_written_in_two_ways_is_one_host(tmp_path: Path) -> None:
    """Capitals, final dots and international names do not make a second host."""
    manifest = loaded(
        tmp_path,
        '[product]\nname = "A"\ndomain = "B\N{LATIN SMALL LETTER U WITH DIAERESIS}ro.example"\n'
        "[hosts.'App.b\N{LATIN SMALL LETTER U WITH DIAERESIS}ro.example.']\nrole = 'app'\n"
        "[[routes]]\nname = 'a'\nurl = 'https://app.xn--bro-hoa.example/'\n",
    )
    names = [(host.name, host.declared) for host in manifest.all_hosts]
    assert names == [("app.xn--bro-hoa.example", True), ("xn--bro-hoa.example", False)]
    assert manifest.product.canonical == "https://xn--bro-hoa.example"


def test_the_nearest_manifest_above_is_found(tmp_path: Path) -> None:
    """A command works from any folder of the repository."""
    inner = tmp_path / "src" / "app"
    inner.mkdir(parents=True)
    outer = find_manifest(inner)
    assert outer is None or tmp_path not in outer.parents
    (tmp_path / "launchready.toml").touch()
    assert find_manifest(inner) == tmp_path / "launchready.toml"


def test_what_cannot_be_read_says_so(tmp_path: Path) -> None:
    """A missing file and a folder are errors about that file."""
    for path in (tmp_path, tmp_path / "none.toml"):
        with pytest.raises(ManifestError, match="cannot be read"):
            load_manifest(path)
