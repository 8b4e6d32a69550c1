"""How a product is configured is told from its code, in every language that is common."""

# Lines of products are written as products write them.
# ruff: noqa: E501

from __future__ import annotations

from pathlib import Path

import pytest

from launchready.collect.environment import configuration_facts, environment_files
from launchready.collect.services import Folder
from launchready.facts.base import CannotSee
from launchready.facts.environment import ConfigurationFacts, DebugWhen, DefaultKind
from launchready.manifest.schema import Repository
from tests.checks.given import manifest
from tests.collect.source_trees import DJANGO, GO, LARAVEL, NEXTJS, RAILS, write_tree


async def read(folder: Path, files: dict[str, str]) -> ConfigurationFacts:
    """Gather the facts of a folder with these files."""
    write_tree(folder, files)
    return await configuration_facts(Repository(), Folder(folder), manifest())


STARTUP = {
    "launchready in a Dockerfile": (
        {"Dockerfile": 'FROM x\nENTRYPOINT ["launchready", "env", "exec", "--"]\n'},
        ("launchready env exec", "Dockerfile:2", ()),
    ),
    "launchready in a Procfile": (
        {"Procfile": "web: launchready env exec -- gunicorn x\n"},
        ("launchready env exec", "Procfile:1", ()),
    ),
    "launchready in CI": (
        {".github/workflows/x.yml": "jobs:\n x:\n  - run: launchready env check --in staging\n"},
        ("launchready env check", ".github/workflows/x.yml:3", ()),
    ),
    "launchready in a start script": (
        {"start.sh": "#!/bin/sh\nexec launchready env exec -- node x.js\n"},
        ("launchready env exec", "start.sh:2", ()),
    ),
    "pydantic-settings": (
        {"s.py": "from pydantic_settings import BaseSettings\n\nclass S(BaseSettings):\n"
                 "    api_key: str\n    retries: int = 3\n"},
        ("pydantic-settings", "s.py:3", ("API_KEY",)),
    ),
    "django-environ": (
        {"s.py": "import environ\nenv = environ.Env(DEBUG=(bool, False))\nKEY = env('API_KEY')\n"
                 "X = env('OTHER', default='x')\n"},
        ("django-environ", "s.py:2", ("API_KEY",)),
    ),
    "settings that fail as they are imported": (
        {"s.py": "import os\nKEY = os.environ['API_KEY']\n\ndef f():\n    os.environ['LATE']\n"},
        ("settings that fail as they are read", "s.py:2", ("API_KEY",)),
    ),
    "a loop of its own": (
        {"s.py": "import os, sys\nfor name in ('API_KEY', 'B_URL'):\n    if name not in os.environ:\n"
                 "        sys.exit(f'missing {name}')\n"},
        ("a check of its own", "s.py:4", ("API_KEY", "B_URL")),
    ),
    "envalid": (
        {"env.ts": "import { cleanEnv, str } from 'envalid'\n"
                   "export const env = cleanEnv(process.env, {\n  API_KEY: str(),\n  B_URL: str() })\n"},
        ("envalid", "env.ts:2", ("API_KEY", "B_URL")),
    ),
    "zod": (
        {"env.ts": "const S = z.object({\n  API_KEY: z.string().min(1),\n});\n"
                   "export const env = S.parse(process.env);\n"},
        ("zod", "env.ts:4", ("API_KEY",)),
    ),
    "t3-env": (
        {"env.mjs": "import { createEnv } from '@t3-oss/env-nextjs';\nexport const env = createEnv({\n"
                    "  server: { API_KEY: z.string() },\n"
                    "  runtimeEnv: { API_KEY: process.env.API_KEY },\n});\n"},
        ("t3-env", "env.mjs:1", ("API_KEY",)),
    ),
    "a throw of its own": (
        {"env.js": "if (!process.env.API_KEY) {\n  throw new Error('API_KEY is required')\n}\n"},
        ("a check of its own", "env.js:2", ("API_KEY",)),
    ),
    "a function that validates": (
        {"env.ts": "export function validateEnv() {\n  if (!process.env.API_KEY) {\n"
                   "    throw new Error('API_KEY is required')\n  }\n}\n"},
        ("a check of its own", "env.ts:3", ("API_KEY",)),
    ),
    "Rails at boot": (
        {"config/initializers/stripe.rb": "Stripe.api_key = ENV.fetch('API_KEY')\n"
                                          "X = ENV.fetch('OTHER') { 'x' }\n"},
        ("settings that fail as they are read", "config/initializers/stripe.rb:1", ("API_KEY",)),
    ),
    "Go": (
        {"c.go": "type C struct {\n\tKey string `envconfig:\"API_KEY\" required:\"true\"`\n}\n"
                 "func main() { envconfig.MustProcess(\"\", &c) }\n"},
        ("envconfig", "c.go:4", ("API_KEY",)),
    ),
    "Elixir": (
        {"config/runtime.exs": "config :x, key: System.fetch_env!(\"API_KEY\")\n"},
        ("settings that fail as they are read", "config/runtime.exs:1", ("API_KEY",)),
    ),
    "Rust": (
        {"src/main.rs": "let k = env::var(\"API_KEY\").expect(\"API_KEY\");\n"},
        ("settings that fail as they are read", "src/main.rs:1", ("API_KEY",)),
    ),
    "PHP": (
        {"boot.php": "$dotenv->load();\n$dotenv->required(['API_KEY', 'B_URL']);\n"},
        ("phpdotenv", "boot.php:2", ("API_KEY", "B_URL")),
    ),
}  # fmt: skip


@pytest.mark.parametrize("way", STARTUP)
async def test_what_stops_a_start(way: str, tmp_path: Path) -> None:
    """Every usual way is recognised, with its place and the variables that it looks for."""
    files, expected = STARTUP[way]
    found = (await read(tmp_path, files)).startup_checks
    assert expected in [(each.by, each.place, each.names) for each in found], found


@pytest.mark.parametrize(
    "files",
    [
        {"s.py": "import os\nKEY = os.environ.get('API_KEY')\n"},
        {"s.py": "import os\ndef pay():\n    return os.environ['API_KEY']\n"},
        {"s.ts": "export const key = process.env.API_KEY\n"},
        {"app/pay.rb": "Stripe.api_key = ENV.fetch('API_KEY')\n"},
        {"s.py": "# launchready env exec\nraise ValueError('missing file')\n"},
        {"Dockerfile": "# launchready env exec -- x\nFROM x\n"},
        {"README.md": "launchready env exec -- x\n"},
        {"tests/s.py": "import os\nKEY = os.environ['API_KEY']\n"},
        {
            "app/api/route.ts": "export async function POST(req) {\n  if (!process.env.API_KEY) {\n"
            "    throw new Error('API_KEY is required')\n  }\n}\n"
        },
        {
            "pay.py": "import os\n\ndef charge():\n    if 'API_KEY' not in os.environ:\n"
            "        raise RuntimeError('API_KEY is missing')\n"
        },
        {"scripts/sync.js": "if (!process.env.API_KEY) {\n  throw new Error('required')\n}\n"},
        {
            "playwright.config.ts": "if (!process.env.API_KEY) {\n  throw new Error('required')\n}\n"
        },
    ],
)
async def test_what_stops_no_start(files: dict[str, str], tmp_path: Path) -> None:
    """A look-up that is made later, a comment and a test stop nothing."""
    assert (await read(tmp_path, files)).startup_checks == ()


@pytest.mark.parametrize(
    ("path", "line", "when"),
    [
        ("shop/settings.py", "DEBUG = True", DebugWhen.ALWAYS),
        ("app.py", "app.run(host='0.0.0.0', debug=True)", DebugWhen.ALWAYS),
        ("main.py", "app = FastAPI(title='x', debug=True)", DebugWhen.ALWAYS),
        ("shop/settings.py", "DEBUG = os.environ.get('DEBUG', '1') == '1'", DebugWhen.UNLESS_SET),
        ("s.py", "DEBUG = env.bool('DEBUG', default=True)", DebugWhen.UNLESS_SET),
        ("config/app.php", "'debug' => env('APP_DEBUG', true),", DebugWhen.UNLESS_SET),
        ("config/app.php", "    'debug' => true,", DebugWhen.ALWAYS),
        ("config/environments/production.rb", "config.consider_all_requests_local = true",
         DebugWhen.ALWAYS),
        ("Dockerfile", "ENV APP_DEBUG=true", DebugWhen.ALWAYS),
        ("Dockerfile", "ENV NODE_ENV development", DebugWhen.ALWAYS),
        ("docker-compose.yml", "      - FLASK_DEBUG=1", DebugWhen.ALWAYS),
        ("docker-compose.prod.yml", "      RAILS_ENV: development", DebugWhen.ALWAYS),
        ("main.go", "gin.SetMode(gin.DebugMode)", DebugWhen.ALWAYS),
    ],
)  # fmt: skip
async def test_debugging_that_is_on(
    path: str, line: str, when: DebugWhen, tmp_path: Path
) -> None:
    """Frameworks' settings are told, with whether the environment has a say."""
    (found,) = (await read(tmp_path, {path: f"x\n{line}\n"})).debug
    assert (found.when, found.place) == (when, f"{path}:2")


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("shop/settings.py", "DEBUG = False"),
        ("shop/settings.py", "DEBUG = os.environ.get('DEBUG') == '1'"),
        ("shop/settings.py", "DEBUG = os.environ.get('DEBUG', '0') == '1'"),
        ("shop/settings.py", "# DEBUG = True"),
        ("shop/settings/dev.py", "DEBUG = True"),
        ("tests/settings.py", "DEBUG = True"),
        ("config/environments/development.rb", "config.consider_all_requests_local = true"),
        ("Dockerfile", "ENV NODE_ENV=production"),
        ("docker-compose.dev.yml", "      DEBUG: 1"),
        ("docker-compose.override.yml", "      DEBUG: 1"),
        ("s.py", "SQL_DEBUG = True"),
    ],
)
async def test_debugging_that_is_off(path: str, line: str, tmp_path: Path) -> None:
    """What is off, decided elsewhere, or for development is not told."""
    assert (await read(tmp_path, {path: f"{line}\n"})).debug == ()


@pytest.mark.parametrize(
    ("path", "line", "kind", "known"),
    [
        ("s.py", "KEY = os.environ.get('SECRET_KEY', 'dev')", DefaultKind.FALLBACK, "dev"),
        ("s.py", "KEY = os.getenv('JWT_SECRET', 'k3Jq9vTz')", DefaultKind.FALLBACK, ""),
        ("s.py", "P = env('DB_PASSWORD', default='postgres')", DefaultKind.FALLBACK, "postgres"),
        ("a.ts", "const s = process.env.JWT_SECRET || 'secret'", DefaultKind.FALLBACK, "secret"),
        ("a.ts", "const s = process.env.SESSION_SECRET ?? \"x\"", DefaultKind.FALLBACK, ""),
        ("a.rb", "key = ENV.fetch('API_KEY', 'changeme')", DefaultKind.FALLBACK, "changeme"),
        ("a.rb", "key = ENV['API_TOKEN'] || 'test'", DefaultKind.FALLBACK, "test"),
        ("c.php", "'key' => env('APP_KEY', 'secret'),", DefaultKind.FALLBACK, "secret"),
        ("db/seeds.rb", "User.create!(email: 'a@b.io', password: 'password123')",
         DefaultKind.SEED, "password"),
        ("prisma/seed.ts", "data: { email, password: await hash('admin', 10) },",
         DefaultKind.SEED, "admin"),
        ("app/create_admin.py", "User.objects.create_superuser('root', 'a@b.io', 'admin')",
         DefaultKind.SEED, "admin"),
        ("database/seeders/UserSeeder.php", "'password' => Hash::make('secret'),",
         DefaultKind.SEED, "secret"),
        ("shop/settings.py", "SECRET_KEY = 'django-insecure-x1'", DefaultKind.SETTING,
         "django-insecure-..."),
        ("src/config.js", "  adminPassword: 'admin',", DefaultKind.SETTING, "admin"),
        ("docker-compose.yml", "      POSTGRES_PASSWORD: postgres", DefaultKind.COMPOSE,
         "postgres"),
        ("compose.prod.yaml", "      - MYSQL_ROOT_PASSWORD=root", DefaultKind.COMPOSE, "root"),
        ("docker-compose.yml", "      RABBITMQ_DEFAULT_PASS: \"guest\"", DefaultKind.COMPOSE,
         "guest"),
    ],
)  # fmt: skip
async def test_default_credentials(
    path: str, line: str, kind: DefaultKind, known: str, tmp_path: Path
) -> None:
    """Well-known passwords and defaults for secrets are told; another value is not shown."""
    (found,) = (await read(tmp_path, {path: f"x\n{line}\n"})).defaults
    assert (found.kind, found.known, found.place) == (kind, known, f"{path}:2")
    assert "k3Jq9vTz" not in repr(found)


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("s.py", "KEY = os.environ['SECRET_KEY']"),
        ("s.py", "KEY = os.environ.get('SECRET_KEY')"),
        ("s.py", "KEY = os.environ.get('SECRET_KEY', '')"),
        ("s.py", "LEVEL = os.environ.get('LOG_LEVEL', 'info')"),
        ("c.php", "'table' => env('AUTH_PASSWORD_RESET_TOKEN_TABLE', 'resets'),"),
        ("s.py", "LOCK = os.environ.get('RESET_PASSWORD_LOCK_TIME', '900')"),
        ("s.py", "# KEY = os.environ.get('SECRET_KEY', 'dev')"),
        (".devcontainer/docker-compose.yml", "      POSTGRES_PASSWORD: postgres"),
        ("shop/forms.py", "password = 'password'"),
        ("src/config.js", "  passwordField: 'passwort',"),
        ("docker-compose.yml", "      POSTGRES_PASSWORD: ${POSTGRES_PASSWORD:?}"),
        ("docker-compose.dev.yml", "      POSTGRES_PASSWORD: postgres"),
        ("docker-compose.yml", "      POSTGRES_USER: postgres"),
        ("tests/seed.py", "create_account('a', password='admin')"),
        ("db/seeds.rb", "User.create!(password: ENV.fetch('ADMIN_PASSWORD'))"),
    ],
)
async def test_honest_credentials(path: str, line: str, tmp_path: Path) -> None:
    """What comes from outside, is no secret, or is for development is not told."""
    assert (await read(tmp_path, {path: f"{line}\n"})).defaults == ()


@pytest.mark.parametrize(
    ("path", "line", "kind", "shown"),
    [
        ("a.py", "DB = 'postgres://u:hush@db.acme.io:5432/x'", "connection",
         "postgres://db.acme.io:5432"),
        ("a.ts", "const client = createClient('redis://10.0.0.5:6379')", "connection",
         "redis://10.0.0.5:6379"),
        ("a.py", "API_URL = 'https://api.acme.example/v1?key=hush'", "own-host",
         "https://api.acme.example"),
        ("a.ts", "export const baseUrl = `https://acme.example/`", "own-host",
         "https://acme.example"),
        ("a.go", "apiHost := \"http://192.168.1.20:8080\"", "address", "192.168.1.20"),
    ],
)  # fmt: skip
async def test_settings_in_code(
    path: str, line: str, kind: str, shown: str, tmp_path: Path
) -> None:
    """Hosts that differ from environment to environment are told, without any password."""
    (found,) = (await read(tmp_path, {path: f"x\n{line}\n"})).fixed
    assert (found.kind, found.shown, found.place) == (kind, shown, f"{path}:2")
    assert "hush" not in repr(found)


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("a.py", "API_URL = os.environ.get('API_URL', 'https://api.acme.example')"),
        ("a.py", "STRIPE_URL = 'https://api.stripe.com'"),
        ("a.py", "DB = 'postgres://localhost/x'"),
        ("a.py", "# API_URL = 'https://api.acme.example'"),
        ("a.py", "print('see https://acme.example/help')"),
        ("a.py", "URL = 'https://notacme.example/'"),
        ("docs/a.py", "API_URL = 'https://api.acme.example/'"),
        ("tests/a.py", "API_URL = 'https://api.acme.example/'"),
        ("a.py", "VERSION = '10.0.0.5'"),
        ("a.html", "<a href='https://acme.example/'>"),
    ],
)
async def test_what_may_stand_in_code(path: str, line: str, tmp_path: Path) -> None:
    """Other people's hosts, this machine, links and documentation are no settings."""
    assert (await read(tmp_path, {path: f"{line}\n"})).fixed == ()


async def test_runbooks(tmp_path: Path) -> None:
    """A text that speaks of rotating keys is a runbook, with the variables that it names."""
    facts = await read(
        tmp_path,
        {
            "docs/secrets.md": "# Secrets\n\nRotate `STRIPE_KEY` at Stripe.\n",
            "docs/configuration.md": "Set the key DATABASE_URL.\n",
            "README.md": "Run make. Set LOG_LEVEL. Rotate keys.\n",
            "CHANGELOG.md": "Rotate the key SIGNING_KEY.\n",
            "docs/design.md": "Tokens are replaced by ids. SOME_NAME.\n\nWe rotate\nlogs.\n",
        },
    )
    assert [(each.path, each.names, each.rotates) for each in facts.runbooks] == [
        ("docs/configuration.md", ("DATABASE_URL",), False),
        ("docs/secrets.md", ("STRIPE_KEY",), True),
    ]


@pytest.mark.parametrize("tree", [DJANGO, NEXTJS, RAILS, GO, LARAVEL])
async def test_whole_products(tree: dict[str, str], tmp_path: Path) -> None:
    """Real products' shapes are read without a fault, and without a connection in code."""
    facts = await read(tmp_path, tree)
    assert facts.truncated == ""
    assert not [each for each in facts.fixed if each.kind == "connection"]


@pytest.mark.parametrize(
    "line",
    ["environ.get('A' " * 5000, "process.env.A " * 5000, "'" * 50_000, "SECRET" * 10_000,
     "DEBUG = " * 9000, "a.b-" * 20_000, "launchready env " * 5000, "://" * 30_000],
)  # fmt: skip
async def test_hostile_lines(line: str, tmp_path: Path) -> None:
    """Lines that are made to keep a pattern busy are read in no time, or passed over."""
    short = "\n".join(line[at : at + 990] for at in range(0, len(line), 990))
    files = {f"config/a{suffix}": short for suffix in (".py", ".js", ".rb", ".php", ".go")}
    await read(tmp_path, {**files, "Dockerfile": short, "docker-compose.yml": short})


# Files of values


async def test_files_of_values_are_compared_by_hash(tmp_path: Path) -> None:
    """Equal values have equal hashes, in whatever files; no value is in the fact."""
    write_tree(
        tmp_path,
        {
            ".env.staging": "A_KEY=hush\nB_KEY=other\nEMPTY=\n",
            "deploy/prod.env": "A_KEY='hush'\nB_KEY=mine\n",
            ".env": "A_KEY=hush\n",
            ".env.example": "A_KEY=\n",
            "tests/.env.staging": "A_KEY=x\n",
        },
    )
    facts = await environment_files(Repository(), Folder(tmp_path))
    assert [(each.path, each.environment) for each in facts.files] == [
        (".env.staging", "staging"),
        ("deploy/prod.env", "production"),
    ]
    staging, production = ({v.name: v.hash for v in each.values} for each in facts.files)
    assert staging["A_KEY"] == production["A_KEY"] != ""
    assert staging["B_KEY"] != production["B_KEY"]
    assert staging["EMPTY"] == ""
    assert "hush" not in repr(facts)


async def test_a_file_of_values_that_cannot_be_read(tmp_path: Path) -> None:
    """What is no .env file is told, and not taken for one without secrets."""
    (tmp_path / ".env.staging").write_bytes(b"A=\xff")
    facts = await environment_files(Repository(), Folder(tmp_path))
    assert facts.unread == (".env.staging: is not UTF-8 text",)


async def test_without_a_folder(tmp_path: Path) -> None:
    """A bare domain, and a folder that is not there, are unseen."""
    for folder, says in ((Folder(None), "bare domain"), (Folder(tmp_path / "no"), "no such")):
        with pytest.raises(CannotSee, match=says):
            await configuration_facts(Repository(), folder, manifest())
        with pytest.raises(CannotSee, match=says):
            await environment_files(Repository(), folder)
