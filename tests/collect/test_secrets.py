"""The collectors of secrets: from the manifest's repository to facts without a value."""

from __future__ import annotations

from pathlib import Path

import pytest

from launchready.collect.secrets import (
    build_secrets,
    history_secrets,
    image_secrets,
    log_secrets,
    tree_secrets,
)
from launchready.collect.services import Environment, Folder
from launchready.facts.base import CannotSee
from launchready.facts.secrets import Danger, Tier
from launchready.manifest.schema import EnvVar, Manifest, Product, Repository
from tests.secrets.scanning import commit, token

VALUE = "vaU7-long-and-odd-91"


@pytest.fixture(autouse=True)
def _own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


def manifest(repository: Repository) -> Manifest:
    """Declare one secret variable."""
    return Manifest(
        product=Product(name="P", domain="example.com"),
        repository=repository,
        env={"VAULT_KEY": EnvVar.model_validate({"secret": True})},
    )


async def test_every_kind_of_place_is_gathered(tmp_path: Path) -> None:
    """Tree, history, build output, logs and images each give what is in them."""
    root = tmp_path / "repo"
    commit(root, {"a.py": f"x = '{VALUE}'", ".gitignore": "dist\nlogs\n"})
    (root / "dist").mkdir()
    (root / "dist" / "a.js").write_text(token("stripe-publishable-key"))
    (root / "logs").mkdir()
    (root / "logs" / "a.log").write_text(token("github-fine-grained-token"))
    (root / "image.tar").write_bytes(b"")
    repository = Repository(
        path="repo", build_output=("dist",), logs=("logs/*",), images=("*.tar",)
    )
    given = (repository, manifest(repository), Folder(tmp_path))
    environment = Environment(VAULT_KEY=VALUE)
    tree = await tree_secrets(*given, environment)
    [exact] = tree.findings.found
    assert (exact.tier, exact.variable, exact.place) == (Tier.EXACT, "VAULT_KEY", "a.py:1")
    [old] = (await history_secrets(*given, environment)).findings.found
    assert (old.hash, old.in_head) == (exact.hash, True)
    [public] = (await build_secrets(*given, environment)).findings.found
    assert public.danger is Danger.PUBLISHABLE
    [logged] = (await log_secrets(*given, environment)).findings.found
    assert logged.path == "logs/a.log"
    assert (await image_secrets(*given, environment)).images == ("image.tar",)


async def test_the_key_of_the_hashes_is_the_users(tmp_path: Path) -> None:
    """It is kept outside of the repository, readable by nobody else, and used again."""
    root = tmp_path / "repo"
    commit(root, {"a.py": token()})
    repository = Repository(path="repo")
    given = (repository, manifest(repository), Folder(tmp_path), Environment())
    first = (await tree_secrets(*given)).findings.found
    key = tmp_path / "config" / "launchready" / "key"
    assert key.stat().st_mode & 0o777 == 0o600
    assert (await tree_secrets(*given)).findings.found == first


@pytest.mark.parametrize("collector", [tree_secrets, history_secrets, build_secrets])
async def test_without_a_folder_nothing_is_seen(collector: object, tmp_path: Path) -> None:
    """A bare domain, or a folder that is not there, is unseen, not clean."""
    repository = Repository(path="repo")
    for folder in (Folder(None), Folder(tmp_path)):
        with pytest.raises(CannotSee):
            await collector(repository, manifest(repository), folder, Environment())  # type: ignore[operator]


async def test_without_git_there_is_no_history(tmp_path: Path) -> None:
    """A folder that is no repository has a history that nobody can see."""
    repository = Repository()
    given = (repository, manifest(repository), Folder(tmp_path), Environment())
    with pytest.raises(CannotSee, match="not in a git repository"):
        await history_secrets(*given)
