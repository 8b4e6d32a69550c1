"""Folders as real products have them, one for each of five frameworks."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path


def write_tree(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write files into a folder by their relative paths."""
    for name, content in files.items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        octets = content if isinstance(content, bytes) else content.encode()
        place.write_bytes(octets)
    return folder


DJANGO = {
    "manage.py": 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "x")\n',
    "shop/settings.py": """\
import os
import environ

env = environ.Env()
SECRET_KEY = env("SECRET_KEY")
DEBUG = env.bool("DEBUG", default=False)
DATABASES = {"default": env.db("DATABASE_URL")}
EMAIL_TOKEN = os.environ["POSTMARK_TOKEN"]
SENTRY_DSN = os.getenv("SENTRY_DSN", "")
# OLD = os.environ["RETIRED_KEY"]
os.environ["WRITTEN_ONLY"] = "1"
""",
    "shop/conf.py": """\
from pydantic_settings import BaseSettings, SettingsConfigDict
from pydantic import Field


class Billing(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="billing_")
    api_key: str
    retries: int = 3
    hook: str = Field(validation_alias="STRIPE_HOOK_SECRET")
    region: str = Field(default="eu")


class Other:
    not_a_setting: str
""",
    "shop/migrations/0001_initial.py": "",
    "shop/tests/test_views.py": 'import os\nos.environ["ONLY_IN_TESTS"]\n',
    "requirements.txt": "Django==5.1.4\nsentry-sdk==2.19.0  # errors\ncelery[redis]==5.4.0\n"
    "boto3==1.35.0\npostmarker==1.0\nopenai==1.57.0\nstripe==11.3.0\n",
    "requirements-dev.txt": "pytest\n",
    ".env.example": "SECRET_KEY=\nexport DATABASE_URL=postgres://user@host/db\n# SENTRY_DSN=\n",
    "Dockerfile": "ARG PY=3.12\nFROM python:${PY}-slim AS build\nARG GIT_SHA\n"
    "FROM build\nENV PYTHONUNBUFFERED=1\nFROM nginx AS web\nCOPY --from=build / /\n",
    "docker-compose.yml": "services:\n  web:\n    environment:\n      - REDIS_URL\n"
    "      - LOG_LEVEL=${LOG_LEVEL:-info}\n    ports:\n      - 8000:8000\n",
    "fly.toml": 'app = "shop"\n',
    ".github/workflows/ci.yml": "on: [push]\njobs:\n  test:\n    steps:\n      - run: pytest\n",
    ".github/workflows/deploy.yml": "on:\n  push:\n    branches: [main]\njobs:\n  deploy:\n"
    "    steps:\n      - run: flyctl deploy --remote-only\n        env:\n"
    "          FLY_API_TOKEN: ${{ secrets.FLY_API_TOKEN }}\n"
    "          X: ${{ secrets.GITHUB_TOKEN }}\n",
}

NEXTJS = {
    "package.json": '{"dependencies": {"next": "15.0.0", "@prisma/client": "6", "resend": "4"},'
    ' "devDependencies": {"typescript": "5"}, "scripts": {"deploy": "vercel --prod"}}',
    "pnpm-lock.yaml": "lockfileVersion: '9.0'\n",
    "src/env.ts": "export const url = process.env.NEXT_PUBLIC_APP_URL;\n"
    'const key = process.env["RESEND_API_KEY"]!;\n'
    'const level = process.env.LOG_LEVEL ?? "info";\n'
    "const { AUTH_SECRET, PORT = 3000, DB: database } = process.env;\n"
    'process.env.SET_HERE = "x";\n'
    "if (process.env.MODE === 'x') {}\n",
    "src/app.vue": "import.meta.env.VITE_KEY\n",
    "src/env.test.ts": "process.env.ONLY_IN_TESTS\n",
    "node_modules/x/index.js": "process.env.FROM_A_PACKAGE\n",
    "prisma/migrations/20260101_init/migration.sql": "create table a ();\n",
    "vercel.json": "{}",
    ".env.local.example": "AUTH_SECRET=\n",
}

RAILS = {
    "Gemfile": 'source "https://rubygems.example"\ngem "rails", "~> 8.0"\n  gem "sidekiq"\n'
    'gem "stripe"\n',
    "Gemfile.lock": "GEM\n",
    "config/database.yml": 'production:\n  url: <%= ENV["DATABASE_URL"] %>\n',
    "config/initializers/stripe.rb": 'Stripe.api_key = ENV.fetch("STRIPE_KEY")\n'
    'Stripe.hook = ENV["STRIPE_HOOK"] || "none"\nA = ENV.fetch("WEB_CONCURRENCY") { 2 }\n',
    "db/migrate/20260101120000_create_accounts.rb": "",
    "config/deploy.yml": "service: shop\n",
    "Procfile": "web: puma\n",
    ".gitlab-ci.yml": "test:\n  script: rake\n\ndeploy:\n  script: kamal deploy\n"
    "  when: manual\n",
}

GO = {
    "go.mod": "module shop.example/api\n\nrequire (\n\tgithub.com/go-chi/chi/v5 v5.1.0\n"
    "\tgithub.com/jackc/pgx/v5 v5.7.0\n)\n",
    "go.sum": "",
    "main.go": 'var a = os.Getenv("DATABASE_URL")\nvar b, ok = os.LookupEnv("PORT")\n'
    'type C struct {\n\tKey string `env:"API_KEY,required"`\n'
    '\tMode string `env:"MODE" envDefault:"live"`\n}\n',
    "migrations/0001_accounts.up.sql": "",
    "k8s/deployment.yaml": "kind: Deployment\n",
    "Makefile": "build:\n\tgo build\n\ndeploy: build\n\tkubectl apply -f k8s\n",
}

LARAVEL = {
    "composer.json": '{"require": {"php": "^8.3", "laravel/framework": "^11", "ext-x": "*"}}',
    "config/app.php": "<?php\nreturn ['key' => env('APP_KEY'), 'd' => env('APP_DEBUG', false),"
    "\n'old' => getenv('OLD_KEY'), 'x' => $_ENV['EXTRA'] ?? 1];\n",
    "database/migrations/2026_01_01_000000_create_users.php": "<?php\n",
    ".env.example": "APP_KEY=\nAPP_DEBUG=\n",
    "vendor/autoload.php": "<?php env('FROM_A_PACKAGE');",
    "Dockerfile": "FROM registry.example:5000/php\n",
}  # fmt: skip
