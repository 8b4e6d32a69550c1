"""A folder of source code is read as a newcomer would read it, and never run or trusted."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from launchready.collect.repository import repository_facts
from launchready.collect.services import Folder
from launchready.collect.source import walk
from launchready.facts.base import CannotSee
from launchready.facts.repository import BaseImage, EnvName, EnvSource, RepositoryFacts
from launchready.manifest.schema import Repository
from tests.collect.source_trees import DJANGO, GO, LARAVEL, NEXTJS, RAILS, write_tree


async def read(folder: Path, **fields: object) -> RepositoryFacts:
    """Gather the facts of a folder."""
    return await repository_facts(Repository.model_validate(fields), Folder(folder))


def names(facts: RepositoryFacts, source: EnvSource = EnvSource.CODE) -> dict[str, bool]:
    """Give names of variables, and whether each has a default."""
    return {name: each.has_default for name, each in facts.names_in(source).items()}


async def test_django(tmp_path: Path) -> None:
    """A Django product: settings by environ and pydantic, Docker, Compose, Fly and CI."""
    facts = await read(write_tree(tmp_path, DJANGO))
    assert names(facts) == {
        "SECRET_KEY": False,
        "DEBUG": True,
        "DATABASE_URL": False,
        "POSTMARK_TOKEN": False,
        "SENTRY_DSN": True,
        "BILLING_API_KEY": False,
        "BILLING_RETRIES": True,
        "STRIPE_HOOK_SECRET": False,
        "BILLING_REGION": True,
    }
    assert facts.names_in(EnvSource.CODE)["POSTMARK_TOKEN"].place == "shop/settings.py:8"
    assert names(facts, EnvSource.EXAMPLE).keys() == {
        "SECRET_KEY",
        "DATABASE_URL",
        "SENTRY_DSN",
    }
    assert names(facts, EnvSource.COMPOSE) == {"REDIS_URL": False, "LOG_LEVEL": False}
    assert names(facts, EnvSource.CI) == {"FLY_API_TOKEN": False}
    assert {"GIT_SHA", "PYTHONUNBUFFERED"} <= names(facts, EnvSource.CONTAINER).keys()
    assert [each.name for each in facts.frameworks] == ["Django"]
    assert {each.name for each in facts.services} == {
        "AWS", "Celery", "OpenAI", "Postmark", "Sentry", "Stripe",
    }  # fmt: skip
    assert [(each.written, each.floats) for each in facts.base_images] == [
        ("python:3.12-slim", False),
        ("nginx", True),
    ]
    assert [(each.path, each.deploys != "", each.by_hand) for each in facts.pipelines] == [
        (".github/workflows/ci.yml", False, False),
        (".github/workflows/deploy.yml", True, False),
    ]
    assert [(each.path, each.pinned) for each in facts.dependencies] == [
        ("requirements.txt", True)
    ]
    assert facts.migrations == ("shop/migrations",)
    assert [each.provider for each in facts.hosting] == ["Fly.io"]
    assert facts.languages == ("Python",)


async def test_nextjs(tmp_path: Path) -> None:
    """A Next.js product: process.env in all its spellings; packages' own code is left out."""
    facts = await read(write_tree(tmp_path, NEXTJS))
    assert names(facts) == {
        "NEXT_PUBLIC_APP_URL": False,
        "RESEND_API_KEY": False,
        "LOG_LEVEL": True,
        "AUTH_SECRET": False,
        "PORT": True,
        "DB": False,
        "MODE": False,
        "VITE_KEY": False,
    }
    assert {each.name for each in facts.frameworks} == {"Next.js"}
    assert facts.dependencies[0].lock == "pnpm-lock.yaml"
    assert facts.commands == ("package.json: npm run deploy",)
    assert facts.migrations == ("prisma/migrations",)
    assert facts.hosting[0].deploys_itself
    assert facts.example_files == (".env.local.example",)


async def test_rails(tmp_path: Path) -> None:
    """A Rails product: ENV with and without defaults; a deployment that waits for a click."""
    facts = await read(write_tree(tmp_path, RAILS))
    assert names(facts) == {
        "DATABASE_URL": False,
        "STRIPE_KEY": False,
        "STRIPE_HOOK": True,
        "WEB_CONCURRENCY": True,
    }
    assert {each.name for each in facts.services} == {"Sidekiq", "Stripe"}
    assert facts.pipelines[0].deploys == "line 5: kamal deploy"
    assert facts.pipelines[0].by_hand
    assert facts.migrations == ("db/migrate",)
    assert facts.dependencies[0].lock == "Gemfile.lock"
    assert {each.provider for each in facts.hosting} == {"own servers", "Procfile"}


async def test_go(tmp_path: Path) -> None:
    """A Go product: os.Getenv and struct tags, a make target that deploys."""
    facts = await read(write_tree(tmp_path, GO))
    assert names(facts) == {
        "DATABASE_URL": False,
        "PORT": False,
        "API_KEY": False,
        "MODE": True,
    }
    assert facts.commands == ("Makefile: make deploy",)
    assert [each.name for each in facts.database_packages] == ["pgx"]
    assert facts.dependencies[0].pinned
    assert facts.migrations == ("migrations",)
    assert facts.hosting[0].provider == "Kubernetes"


async def test_laravel(tmp_path: Path) -> None:
    """A Laravel product without a lock, on an image that floats behind a registry's port."""
    facts = await read(write_tree(tmp_path, LARAVEL))
    assert names(facts) == {
        "APP_KEY": False,
        "APP_DEBUG": True,
        "OLD_KEY": False,
        "EXTRA": True,
    }
    assert not facts.dependencies[0].pinned
    assert facts.base_images == (
        BaseImage("Dockerfile", 1, "registry.example:5000/php"),
    )  # fmt: skip
    assert facts.base_images[0].floats


@pytest.mark.parametrize(
    ("files", "pinned"),
    [
        ({"requirements.txt": "flask\n"}, False),
        ({"requirements.txt": "flask==3.*\n"}, False),
        ({"requirements.txt": "flask==3.1.0 ; python_version > '3'\n"}, True),
        ({"requirements.txt": "flask==3.1.0 \\\n  --hash=sha256:00\n"}, True),
        ({"requirements.txt": "flask>=3\n", "constraints.txt": "flask==3.1.0\n"}, True),
        ({"requirements.in": "flask\n", "requirements.txt": "flask==3.1.0\n"}, True),
        ({"requirements.in": "flask\n"}, False),
        ({"pyproject.toml": "[project]\ndependencies=['flask']\n"}, False),
        ({"pyproject.toml": "[project]\ndependencies=['flask']\n", "uv.lock": ""}, True),
        (
            {
                "pyproject.toml": "[project]\ndependencies=['flask']\n",
                "requirements.lock": "flask==3.1.0\n",
            },
            True,
        ),
        ({"web/package.json": '{"dependencies": {"next": "15"}}', "yarn.lock": ""}, True),
        ({"web/package.json": '{"dependencies": {"next": "15"}}'}, False),
        (
            {
                "package.json": '{"dependencies": {"next": "15"}}',
                "yarn.lock": "",
                ".gitignore": "yarn.lock\n",
            },
            False,
        ),
        ({"Cargo.toml": "[dependencies]\naxum = '0.7'\n", "Cargo.lock": ""}, True),
        ({"mix.exs": "{:phoenix, '~> 1.7'},\n"}, False),
    ],
)
async def test_locks(tmp_path: Path, files: dict[str, str], pinned: bool) -> None:
    """Versions count as fixed only where a fresh clone would install the same ones."""
    facts = await read(write_tree(tmp_path, files))
    assert [each.pinned for each in facts.dependencies] == [pinned]


@pytest.mark.parametrize(
    ("trigger", "by_hand"),
    [
        ("on:\n  workflow_dispatch:\n", True),
        ("'on': workflow_dispatch\n", True),
        ("on:\n  workflow_dispatch:\n  push:\n", False),
        ("on: push\n", False),
    ],
)
async def test_what_starts_a_workflow(tmp_path: Path, trigger: str, by_hand: bool) -> None:
    """A workflow that only a person starts is told apart from one that a push starts."""
    text = f"{trigger}jobs:\n  release:\n    steps:\n    - run: make deploy\n"
    facts = await read(write_tree(tmp_path, {".github/workflows/x.yml": text}))
    assert facts.pipelines[0].by_hand is by_hand
    assert "make deploy" in facts.pipelines[0].deploys


async def test_the_manifest_leaves_files_out(tmp_path: Path) -> None:
    """What the manifest ignores, builds and logs is not read."""
    code = "process.env.X\n"
    files = {f"{folder}/a.js": code for folder in ("src", "old/deep", "dist", "logs")}
    write_tree(tmp_path, files)
    facts = await read(tmp_path, ignore=["old/**"], build_output=["dist"], logs=["logs/*.js"])
    assert facts.names_in(EnvSource.CODE)["X"].path == "src/a.js"
    assert facts.files == 1


async def test_no_folder_is_unseen(tmp_path: Path) -> None:
    """A bare domain has no folder, and a folder that is gone is not an empty one."""
    with pytest.raises(CannotSee, match="no folder"):
        await repository_facts(Repository(), Folder(None))
    with pytest.raises(CannotSee, match="no such file"):
        await read(tmp_path, path="gone")
    with pytest.raises(CannotSee, match="not a directory"):
        await read(write_tree(tmp_path, {"file": ""}), path="file")


async def test_hostile_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Links out, pipes, binaries, huge lines, bad UTF-8 and broken manifests harm nobody."""
    secret = tmp_path / "outside"
    secret.mkdir()
    (secret / "leak.py").write_text('os.environ["FROM_OUTSIDE"]')
    root = write_tree(
        tmp_path / "root",
        {
            "binary.py": b'\0os.environ["IN_BINARY"]',
            "latin.py": b'# \xff\xfe\nos.environ["AFTER_BAD_UTF8"]\n',
            "huge.js": "process.env." * 100_000,
            "big.py": b'os.environ["TOO_BIG"]\n' + b" " * (walk.MAX_FILE_BYTES + 1),
            "package.json": "[" * 100_000,
            "pyproject.toml": "[project]\ndependencies = 3\n",
            "composer.json": '{"require": []}',
            "Dockerfile": "FROM ${A}${B}:$C\nFROM --platform=x\nFROM\n" + "FROM " * 10_000,
            ".github/workflows/w.yml": "on: [\n" * 5_000 + "uses: " * 50_000,
            "docker-compose.yml": "${" * 50_000,
        },
    )
    (root / "link.py").symlink_to(secret / "leak.py")
    (root / "linked").symlink_to(secret)
    (root / "loop").symlink_to(root)
    os.mkfifo(root / "pipe.py")
    (root / os.fsdecode(b"na\xffme.py")).write_text('os.environ["BAD_NAME"]')
    (root / "new\nline.py").write_text('os.environ["NEW_LINE"]')
    facts = await read(root)
    assert names(facts) == {"AFTER_BAD_UTF8": False}
    assert facts.base_images[0].unresolved
    assert not facts.base_images[0].floats
    assert facts.dependencies == ()


async def test_bounds_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder too large to read whole says so."""
    write_tree(tmp_path, {f"{n}/a.py": "" for n in range(9)} | {"z/y/x/a.py": ""})
    assert (await read(tmp_path)).truncated == ""
    monkeypatch.setattr(walk, "MAX_FILES", 5)
    facts = await read(tmp_path)
    assert facts.files == 5
    assert "more than 5 files" in facts.truncated
    monkeypatch.undo()
    monkeypatch.setattr(walk, "MAX_DEPTH", 2)
    assert "deeper than 2" in (await read(tmp_path)).truncated
    monkeypatch.undo()
    monkeypatch.setattr(walk, "MAX_FOLDERS", 3)
    assert "more than 3 folders" in (await read(tmp_path)).truncated


async def test_the_same_folder_gives_the_same_facts(tmp_path: Path) -> None:
    """Order on disk does not show: two readings of equal folders are equal."""
    one = await read(write_tree(tmp_path / "one", DJANGO))
    other = await read(write_tree(tmp_path / "two", dict(reversed(DJANGO.items()))))
    assert one == other


def test_first_use_without_default_is_told() -> None:
    """Where some uses have a default and one has none, the one that fails is named."""
    from launchready.collect.source.environment import first_of_each

    uses = [
        EnvName("A", EnvSource.CODE, "a.py", 1, has_default=True),
        EnvName("A", EnvSource.CODE, "b.py", 7),
        EnvName("A", EnvSource.CODE, "c.py", 9),
    ]
    assert [each.place for each in first_of_each(uses)] == ["b.py:7"]


async def test_prisma(tmp_path: Path) -> None:
    """Prisma's schema reads the environment, too."""
    schema = 'url = env("DATABASE_URL")\n// env("OLD_URL")\n'
    facts = await read(write_tree(tmp_path, {"prisma/schema.prisma": schema}))
    assert names(facts) == {"DATABASE_URL": False}


async def test_runtime_helpers(tmp_path: Path) -> None:
    """`env("NAME")`, as next-runtime-env has it, reads a variable; a method does not."""
    code = "env('API_URL')\nenv('MODE_X') ?? 'x'\nsettings.env('NO_NAME')\nenv('lower')\n"
    facts = await read(write_tree(tmp_path, {"a.ts": code}))
    assert names(facts) == {"API_URL": False, "MODE_X": True}
