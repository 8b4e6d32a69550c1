"""What package and file names mean: frameworks, services, databases, hosting."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

from launchready.facts.repository import Found, HostingFile

LANGUAGES = {
    ".py": "Python", ".js": "JavaScript", ".jsx": "JavaScript", ".mjs": "JavaScript",
    ".ts": "TypeScript", ".tsx": "TypeScript", ".rb": "Ruby", ".go": "Go", ".php": "PHP",
    ".rs": "Rust", ".java": "Java", ".kt": "Kotlin", ".cs": "C#", ".ex": "Elixir",
    ".exs": "Elixir",
}  # fmt: skip

FRAMEWORKS = {
    "django": "Django", "flask": "Flask", "fastapi": "FastAPI", "starlette": "Starlette",
    "litestar": "Litestar", "next": "Next.js", "nuxt": "Nuxt", "@remix-run/react": "Remix",
    "@sveltejs/kit": "SvelteKit", "astro": "Astro", "express": "Express", "fastify": "Fastify",
    "@nestjs/core": "NestJS", "hono": "Hono", "react": "React", "vue": "Vue", "rails": "Rails",
    "sinatra": "Sinatra", "hanami": "Hanami", "laravel/framework": "Laravel",
    "symfony/framework-bundle": "Symfony", "github.com/gin-gonic/gin": "Gin",
    "github.com/labstack/echo": "Echo", "github.com/gofiber/fiber": "Fiber",
    "github.com/go-chi/chi": "chi", "axum": "Axum", "actix-web": "Actix", "phoenix": "Phoenix",
}  # fmt: skip

SERVICES = {
    "stripe": "Stripe", "@stripe/stripe-js": "Stripe", "stripe/stripe-php": "Stripe",
    "github.com/stripe/stripe-go": "Stripe", "dj-stripe": "Stripe", "laravel/cashier": "Stripe",
    "@paddle/paddle-node-sdk": "Paddle", "braintree": "Braintree",
    "sentry-sdk": "Sentry", "@sentry/node": "Sentry", "@sentry/nextjs": "Sentry",
    "@sentry/react": "Sentry", "sentry-ruby": "Sentry", "sentry-rails": "Sentry",
    "sentry/sentry-laravel": "Sentry", "github.com/getsentry/sentry-go": "Sentry",
    "rollbar": "Rollbar", "bugsnag": "Bugsnag", "@bugsnag/js": "Bugsnag",
    "honeybadger": "Honeybadger",
    "celery": "Celery", "rq": "RQ", "django-rq": "RQ", "dramatiq": "Dramatiq", "arq": "arq",
    "bullmq": "BullMQ", "sidekiq": "Sidekiq", "laravel/horizon": "Horizon",
    "boto3": "AWS", "aws-sdk": "AWS", "@aws-sdk/client-s3": "AWS", "aws/aws-sdk-php": "AWS",
    "github.com/aws/aws-sdk-go-v2": "AWS", "aws-sdk-s3": "AWS",
    "postmarker": "Postmark", "postmark": "Postmark", "postmark-rails": "Postmark",
    "wildbit/postmark-php": "Postmark", "resend": "Resend", "resend/resend-php": "Resend",
    "sendgrid": "SendGrid", "@sendgrid/mail": "SendGrid", "sendgrid-ruby": "SendGrid",
    "mailgun.js": "Mailgun", "mailgun-ruby": "Mailgun", "@aws-sdk/client-ses": "Amazon SES",
    "mailchimp-transactional": "Mandrill", "sib-api-v3-sdk": "Brevo",
    "@getbrevo/brevo": "Brevo",
    "openai": "OpenAI", "ruby-openai": "OpenAI", "openai-php/client": "OpenAI",
    "github.com/sashabaranov/go-openai": "OpenAI", "anthropic": "Anthropic",
    "@anthropic-ai/sdk": "Anthropic", "langchain": "LangChain", "ai": "AI SDK",
    "@ai-sdk/openai": "OpenAI", "google-genai": "Gemini", "mistralai": "Mistral",
    "twilio": "Twilio", "slack-sdk": "Slack", "@slack/web-api": "Slack",
    "redis": "Redis", "ioredis": "Redis", "predis/predis": "Redis",
    "github.com/redis/go-redis": "Redis",
    "@supabase/supabase-js": "Supabase", "supabase": "Supabase", "firebase-admin": "Firebase",
    "@clerk/nextjs": "Clerk", "@auth0/nextjs-auth0": "Auth0", "@workos-inc/node": "WorkOS",
    "datadog": "Datadog", "ddtrace": "Datadog", "dd-trace": "Datadog", "newrelic": "New Relic",
    "posthog": "PostHog", "posthog-js": "PostHog", "django-anymail": "Anymail",
}  # fmt: skip

DATABASES = {
    "django": "Django ORM", "sqlalchemy": "SQLAlchemy", "sqlmodel": "SQLModel",
    "tortoise-orm": "Tortoise", "peewee": "Peewee", "psycopg": "psycopg",
    "psycopg2": "psycopg2", "psycopg2-binary": "psycopg2", "asyncpg": "asyncpg",
    "prisma": "Prisma", "@prisma/client": "Prisma", "drizzle-orm": "Drizzle", "knex": "Knex",
    "typeorm": "TypeORM", "sequelize": "Sequelize", "pg": "pg", "mysql2": "mysql2",
    "kysely": "Kysely", "activerecord": "Active Record", "rails": "Active Record",
    "laravel/framework": "Eloquent", "doctrine/orm": "Doctrine", "gorm.io/gorm": "GORM",
    "github.com/jackc/pgx": "pgx", "github.com/lib/pq": "pq", "sqlx": "sqlx",
    "diesel": "Diesel", "ecto-sql": "Ecto", "ecto_sql": "Ecto",
}  # fmt: skip


def recognise_packages(
    packages: Mapping[str, tuple[str, ...]], known: Mapping[str, str]
) -> tuple[Found, ...]:
    """Name what packages stand for, once each, with the file that told, sorted.

    Args:
        packages: by file.
        known: package name to what it stands for.
    """
    found: dict[str, str] = {}
    for path in sorted(packages, key=lambda each: (each.count("/"), each)):
        for package in packages[path]:
            # A Go module of a later version ends in /v2 and so on.
            plain = re.sub(r"/v\d{1,3}$", "", package)
            name = known.get(package.lower()) or known.get(plain.lower())
            if name:
                found.setdefault(name, path)
    return tuple(Found(name, path) for name, path in sorted(found.items()))


_HOSTING = (
    (r"vercel\.json", "Vercel", True, True),
    (r"netlify\.toml", "Netlify", True, True),
    (r"render\.ya?ml", "Render", True, True),
    (r"railway\.(?:json|toml)", "Railway", True, True),
    (r"apphosting\.ya?ml", "Firebase App Hosting", True, True),
    (r"\.do/app\.ya?ml", "DigitalOcean App Platform", True, True),
    (r"amplify\.yml", "AWS Amplify", True, True),
    (r"fly(?:\.[\w-]{1,40})?\.toml", "Fly.io", False, True),
    (r"app\.ya?ml", "Google App Engine", False, True),
    (r"serverless\.(?:ya?ml|ts|json)", "Serverless Framework", False, False),
    (r"wrangler\.(?:toml|jsonc?)", "Cloudflare Workers", False, True),
    (r"firebase\.json", "Firebase Hosting", False, True),
    (r"\.elasticbeanstalk/config\.yml", "AWS Elastic Beanstalk", False, True),
    (r"samconfig\.toml", "AWS Lambda", False, True),
    (r"app\.json|heroku\.yml", "Heroku", False, True),
    (r"captain-definition", "CapRover", False, False),
    (r"config/deploy\.(?:yml|rb)", "own servers", False, False),
    (r"Procfile", "Procfile", False, False),
    (r"Chart\.yaml|kustomization\.ya?ml|skaffold\.ya?ml", "Kubernetes", False, False),
)
_HOSTING_PATTERNS = tuple((re.compile(p), name, own, names) for p, name, own, names in _HOSTING)
_KUBERNETES = re.compile(r"(?:.{1,200}/)?(?:k8s|kubernetes)/[^/]{1,100}\.ya?ml")


def hosting_files(files: Iterable[str]) -> tuple[HostingFile, ...]:
    """Recognise the files that only one way of hosting reads, one for each way."""
    found: dict[str, HostingFile] = {}
    for path in files:
        if path.count("/") > 3:
            continue
        for pattern, provider, deploys_itself, names in _HOSTING_PATTERNS:
            within = path if "/" in pattern.pattern else PurePosixPath(path).name
            if pattern.fullmatch(within):
                found.setdefault(provider, HostingFile(path, provider, deploys_itself, names))
        if _KUBERNETES.fullmatch(path):
            found.setdefault(
                "Kubernetes", HostingFile(path, "Kubernetes", names_provider=False)
            )
    return tuple(found[name] for name in sorted(found))


_MIGRATIONS = tuple(
    re.compile(pattern)
    for pattern in (
        r"(.{0,200}\bmigrations)/\d{4}_\w{1,200}\.py",  # Django
        r"(.{0,200}\b(?:alembic|migrations)/versions)/[^/]{1,200}\.py",
        r"(.{0,200}\bdb/migrate)/\d{14}_\w{1,200}\.rb",  # Rails
        r"(.{0,200}\bdatabase/migrations)/[^/]{1,200}\.php",  # Laravel
        r"(.{0,200}\bprisma/migrations)/[^/]{1,200}/migration\.sql",
        r"(.{0,200}\bsupabase/migrations)/[^/]{1,200}\.sql",
        r"(.{0,200}\bpriv/(?:\w{1,40}/)?repo/migrations)/\d{14}_\w{1,200}\.exs",
        r"(.{0,200}\bdb/migration)/V[^/]{1,200}\.sql",  # Flyway
        r"(.{0,200}\b(?:drizzle|migrations?))/[^/]{1,200}\.(?:sql|js|ts|php)",
    )
)


def migration_folders(files: Iterable[str]) -> tuple[str, ...]:
    """Find folders of database migrations."""
    found = set()
    for path in files:
        if "igrat" in path or "drizzle" in path or "alembic" in path:
            match = next((m for p in _MIGRATIONS if (m := p.fullmatch(path))), None)
            if match:
                found.add(match[1])
    return tuple(sorted(found))
