"""The documentation says what is there: commands, options, formats, checks, inputs, pages."""

from __future__ import annotations

import importlib.util
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any
from xml.etree.ElementTree import fromstring

import click
import pytest
import yaml

from launchready.checks.catalogue import check_modules
from launchready.cli import cli
from launchready.cli.audit import FORMATS
from launchready.report.map_picture import render_svg
from tests.report.given import entries, everything

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
GENERATED = {"commands.md"}
PAGES = sorted(path for path in DOCS.glob("*.md") if path.name not in GENERATED)


def script(name: str) -> ModuleType:
    """Import a script of docs/, which is no package."""
    spec = importlib.util.spec_from_file_location(name, DOCS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def commands(
    group: click.Group = cli, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Give every command, those inside groups too."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield (*path, name), command
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))


def options(command: click.Command) -> set[str]:
    """Give every spelling of a command's options."""
    return {name for p in command.params for name in (*p.opts, *p.secondary_opts)} | {"--help"}


def shown(path: Path) -> Iterator[str]:
    """Give every launchready command that a page tells its reader to type."""
    for block in re.findall(r"```(?:console|yaml)\n(.*?)```", path.read_text(), re.DOTALL):
        for line in block.replace("\\\n", " ").splitlines():
            found = re.match(r"\s*(?:\$|-) (launchready .*)", line)
            if found:
                yield found[1]


@pytest.mark.parametrize("page", [ROOT / "README.md", *PAGES], ids=lambda page: page.name)
def test_commands_that_pages_show_exist_with_their_options(page: Path) -> None:
    """Whoever types what a page shows meets no "no such option"."""
    known = dict(commands())
    for line in shown(page):
        words = shlex.split(line.partition(">")[0].partition("|")[0], comments=True)[1:]
        given = [word for word in words if not word.startswith("-")]
        path = next((tuple(given[:n]) for n in (3, 2, 1) if tuple(given[:n]) in known), ())
        command = known[path] if path else cli
        assert path or words[0].startswith("-"), line
        for word in words:
            if word.startswith("-") and word != "-":
                assert word.partition("=")[0] in options(command), line


def test_the_page_of_commands_has_every_command_and_option() -> None:
    """Nothing that --help says is missing from the site."""
    page = script("command_page").command_page()
    for path, command in commands():
        heading = f"launchready {' '.join(path)}"
        _, found, rest = page.partition(f" {heading}\n")
        assert found, heading
        section = re.split(r"\n#+ launchready ", rest)[0]
        for parameter in command.params:
            if isinstance(parameter, click.Option) and not parameter.hidden:
                assert all(name in section for name in parameter.opts), (
                    heading,
                    parameter.opts,
                )
        assert "Examples:" in section, heading


def test_every_check_has_a_page_with_every_section() -> None:
    """Pages are made of docstrings, and the list links to each."""
    pages = dict(script("check_pages").pages())
    for check in check_modules():
        text = pages[f"{check}.md"]
        for section in (
            "Why it matters",
            "How to fix",
            "Verify a fix",
            "Outcomes",
            "References",
        ):
            assert f"## {section}\n" in text
        assert f"({check}.md)" in pages["index.md"]


def test_every_format_is_described() -> None:
    """The table of formats has a row for each, and for no other."""
    section = (DOCS / "report.md").read_text().partition("## Formats")[2].partition("###")[0]
    assert set(re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE)) == set(FORMATS)


def test_every_input_and_output_of_the_action_is_described() -> None:
    """Its two tables say what action.yml says; the example uses no other names."""
    action: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text())
    text = (DOCS / "ci.md").read_text().partition("## GitLab")[0]
    inputs, outputs = text.partition("| input |")[2].split("| output |")
    for names, table in ((action["inputs"], inputs), (action["outputs"], outputs)):
        assert re.findall(r"^\| `([\w-]+)` \|", table, re.MULTILINE) == list(names)
    used = set(re.findall(r"steps\.launch\.outputs\.(\w+)", text))
    assert used
    assert used <= set(action["outputs"])


def test_every_page_can_be_reached() -> None:
    """The site's navigation lists each page, and only pages that there are."""

    def leaves(nav: Any) -> Iterator[str]:
        for each in nav if isinstance(nav, list) else nav.values():
            yield from [each] if isinstance(each, str) else leaves(each)

    nav = set(leaves(yaml.safe_load((ROOT / "mkdocs.yml").read_text())["nav"]))
    assert nav == {path.name for path in PAGES} | GENERATED | {"checks/index.md"}


def test_examples_in_yaml_are_yaml() -> None:
    """What a page offers to copy parses."""
    blocks = re.findall(r"```yaml\n(.*?)```", (DOCS / "ci.md").read_text(), re.DOTALL)
    assert len(blocks) == 3
    assert all(yaml.safe_load(block) for block in blocks)


def remote(picture: str) -> set[str]:
    """Give what a picture would fetch from elsewhere."""
    return set(
        re.findall(r"""(?:href|src)=["'](?!#)[^"']*|url\((?!#)[^)]*|@import[^;]*""", picture)
    )


def test_pictures_are_whole_and_need_nothing() -> None:
    """The committed pictures parse, and fetch neither font nor image."""
    pictures = sorted((DOCS / "images").glob("*.svg"))
    assert [path.name for path in pictures] == ["domain-map.svg", "terminal.svg"]
    for path in pictures:
        assert fromstring(path.read_text()).tag.endswith("svg")
        assert not remote(path.read_text())


def test_pictures_are_drawn_of_reports() -> None:
    """The scripts draw what a report says, and no font from elsewhere."""
    picture = script("make_pictures").terminal_picture(everything())
    words = "".join(fromstring(picture).itertext()).replace("\xa0", " ")
    assert "$ launchready audit" in words
    assert "Do not launch yet." in words
    assert not remote(picture)
    assert "h1.acme.example" in "".join(fromstring(render_svg(entries())).itertext())
