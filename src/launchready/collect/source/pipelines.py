"""Reads CI files and scripts line by line: whether they deploy, and what starts them."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from launchready.facts.repository import Pipeline

_SYSTEMS = (
    (re.compile(r"\.github/workflows/[^/]{1,200}\.ya?ml"), "GitHub Actions"),
    (re.compile(r"\.gitlab-ci\.ya?ml|\.gitlab/(?:.{1,200}/)?[^/]{1,100}\.ya?ml"), "GitLab CI"),
    (re.compile(r"\.circleci/config\.ya?ml"), "CircleCI"),
    (re.compile(r"bitbucket-pipelines\.ya?ml"), "Bitbucket Pipelines"),
    (re.compile(r"azure-pipelines[\w.-]{0,50}\.ya?ml"), "Azure Pipelines"),
    (re.compile(r"\.(?:gitea|forgejo)/workflows/[^/]{1,200}\.ya?ml"), "Forgejo Actions"),
    (re.compile(r"\.woodpecker(?:/[^/]{1,100})?\.ya?ml"), "Woodpecker"),
    (re.compile(r"\.drone\.ya?ml"), "Drone"),
    (re.compile(r"\.buildkite/[^/]{1,100}\.ya?ml"), "Buildkite"),
    (re.compile(r"Jenkinsfile(?:\.\w{1,30})?"), "Jenkins"),
    (re.compile(r"cloudbuild\.ya?ml"), "Cloud Build"),
    (re.compile(r"\.semaphore/[^/]{1,100}\.ya?ml"), "Semaphore"),
    (re.compile(r"\.travis\.ya?ml"), "Travis CI"),
    (re.compile(r"\.ci/run"), "CI script"),
)

_DEPLOYS = re.compile(
    r"\b(?:make|just|task|rake|npm run|pnpm(?: run)?|yarn(?: run)?|bun run|composer|mix)"
    r"\s+[\w:-]{0,40}deploy[\w:-]{0,40}"
    r"|\b(?:fly|flyctl|netlify|wrangler|serverless|sls|firebase|kamal|eb|cdk|copilot|sst"
    r"|dokku|gigalixir|deployctl|dep|envoyer)\s+(?:\w{1,20}\s+){0,2}(?:deploy|publish)\b"
    r"|\bcap\s+\w{1,30}\s+deploy\b|\bvercel\s+(?:deploy|--prod)|\brailway\s+up\b"
    r"|\bgit\s+push\s+(?:-\S+\s+)?(?:heroku|dokku|production)\b|\bheroku\s+container:release\b"
    r"|\bkubectl\s+(?:\S+\s+){0,4}(?:apply|set\s+image|rollout)\b"
    r"|\bhelm\s+(?:\S+\s+){0,2}upgrade\b|\bterraform\s+apply\b|\bpulumi\s+up\b"
    r"|\bansible-playbook\b|\bdocker\s+(?:stack\s+deploy|service\s+update)\b"
    r"|\bgcloud\s+(?:run|app|functions)\s+deploy\b|\baws\s+ecs\s+update-service\b"
    r"|\baws\s+s3\s+sync\b|\baws\s+(?:deploy|lambda\s+update-function-code)\b"
    r"|\bapi\.render\.com/deploy\b|\baz\s+webapp\s+(?:deploy|up)\b|\bsam\s+deploy\b"
    r"|\bdoctl\s+apps\s+(?:create-deployment|update)\b"
    r"|uses:\s*[\w./-]{0,100}(?:deploy|flyctl|ssh-action|pages)[\w./@-]{0,100}"
    r"|(?:^|[\s;&|./])(?:[\w-]{1,40}/){0,4}(?:deploy|release)(?:\.sh|\.py|\.rb|\.js)\b"
    r"|\benvironment:\s*[\"']?prod(?:uction)?\b",
    re.IGNORECASE,
)
_NOT_PRODUCTION = re.compile(r"\bdeploy-docs\b|\bgh-pages\b|mkdocs gh-deploy", re.IGNORECASE)
_TRIGGER = re.compile(
    r"\b(push|schedule|release|pull_request|workflow_run|repository_dispatch|create)\b"
)
_SCRIPT = re.compile(r"(?:.{1,200}/)?[\w-]{0,40}deploy[\w-]{0,40}(?:\.sh|\.py|\.rb)?")
MAX_LINE = 1_000


def pipeline_system(path: str) -> str:
    """Name the CI service that runs a file, or ""."""
    return next((name for pattern, name in _SYSTEMS if pattern.fullmatch(path)), "")


def read_pipeline(path: str, text: str) -> Pipeline:
    """Read a CI file."""
    system = pipeline_system(path)
    return Pipeline(path, system, _first_deploy(text), by_hand=_by_hand(system, text))


def _first_deploy(text: str) -> str:
    """Give the first line that deploys; a bare `environment: production` only at need."""
    environment = ""
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > MAX_LINE or line.lstrip().startswith(("#", "//")):
            continue
        if (match := _DEPLOYS.search(line)) and not _NOT_PRODUCTION.search(line):
            found = f"line {number}: {' '.join(match[0].split())[:80]}"
            if not match[0].lower().startswith("environment"):
                return found
            environment = environment or found
    return environment


def _by_hand(system: str, text: str) -> bool:
    """Say whether a person must ask for the run (workflow_dispatch alone, when: manual)."""
    lines = [line for line in text.split("\n") if not line.lstrip().startswith("#")]
    if system in {"GitHub Actions", "Forgejo Actions"}:
        trigger = _block(lines, "on")
        return "workflow_dispatch" in trigger and not _TRIGGER.search(trigger)
    if system != "GitLab CI":
        return False
    # The job that deploys is manual where its own block says so.
    for number, line in enumerate(lines):
        if len(line) <= MAX_LINE and _DEPLOYS.search(line):
            start = max((i for i in range(number + 1) if _top_level(lines[i])), default=0)
            after = (i for i in range(number + 1, len(lines)) if _top_level(lines[i]))
            block = lines[start : next(after, len(lines))]
            return any(re.match(r"\s+-?\s*when:\s*manual\b", each) for each in block)
    return False


def _top_level(line: str) -> bool:
    return bool(re.match(r"[^\s#-]", line))


def _block(lines: list[str], key: str) -> str:
    """Give what stands below a top-level key, up to the next one."""
    found: list[str] = []
    inside = False
    for line in lines:
        if re.match(rf"[\"']?{key}[\"']?\s*:", line):
            inside = True
        elif inside and _top_level(line):
            break
        if inside:
            found.append(line[:MAX_LINE])
    return "\n".join(found)


def deploy_command(path: str, text: str) -> str:
    """Name the command by which a person deploys from this file, or "".

    A Makefile's, a justfile's or a package.json's target, or a script named deploy.
    """
    name = PurePosixPath(path).name
    if name in {"Makefile", "makefile", "GNUmakefile", "justfile", "Justfile"}:
        match = re.search(
            r"^([\w-]{0,40}deploy[\w-]{0,40})(?:\s[^:=\n]{0,100})?:(?!=)", text, re.MULTILINE
        )
        tool = "just" if name.lower() == "justfile" else "make"
        return f"{tool} {match[1]}" if match else ""
    if name == "package.json":
        match = re.search(
            r"\"((?:[\w-]{1,20}:)?deploy(?::[\w-]{1,30})?)\"\s{0,9}:\s{0,9}\"", text
        )
        return f"npm run {match[1]}" if match else ""
    if path.count("/") <= 2 and _SCRIPT.fullmatch(path) and text.startswith("#!"):
        return f"./{path}"
    return ""
