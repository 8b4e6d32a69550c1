"""A labelled corpus, made up at test time: keys where people leave them, and their lookalikes.

Every file holds one thing. A positive is a token of one format in one usual place, or one
encoding of one exact value; a negative is what scanners are known to cry about.
"""

from __future__ import annotations

import base64
import hashlib
import json
import random
import string
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from launchready.facts.secrets import Danger
from launchready.secrets.rule import Rule
from tests.secrets.samples import BASE62, Sample, every_rule, sample, word

SEED = 20261124


@dataclass(frozen=True)
class Labelled:
    """One file of the corpus.

    Attributes:
        name: its path; text: its content.
        rule: the format that stands in it; None for exact values and negatives.
        variable: the exact value that stands in it; "" for none.
        where: the kind of place, or of lookalike.
    """

    name: str
    text: bytes
    where: str
    rule: Rule | None = None
    variable: str = ""

    @property
    def positive(self) -> bool:
        """Say whether something has to be found in it."""
        return self.rule is not None or bool(self.variable)


def formats(seed: int = SEED) -> list[Labelled]:
    """Make every format in every place where one of its kind is left."""
    chance = random.Random(seed)
    made = []
    for rule in every_rule():
        for where, (suffix, write) in _places(rule).items():
            text = write(sample(rule, chance), chance).encode("utf-8", "surrogateescape")
            made.append(Labelled(f"formats/{rule.id}.{where}{suffix}", text, where, rule))
    return made


Write = Callable[[Sample, random.Random], str]


def _text(made: Sample) -> str:
    return made.text.decode("utf-8", "surrogateescape")


def _alone(made: Sample, chance: random.Random) -> str:
    return f"\n{_text(made)}\n"


def _dotenv(made: Sample, chance: random.Random) -> str:
    line = _text(made) if made.rule.context_bytes else f"SERVICE_CREDENTIAL={_text(made)}"
    return f"# production\nPORT=8000\n{line}\nDEBUG=false\n"


def _yaml(made: Sample, chance: random.Random) -> str:
    if made.rule.context_bytes:
        name, value = _named(made)
        return f"env:\n  region: eu\n  {name}: {value}\n"
    return f"services:\n  web:\n    credential: {json.dumps(_text(made))}\n    replicas: 2\n"


def _json(made: Sample, chance: random.Random) -> str:
    name, value = _named(made)
    return f'{{\n  "port": 8000,\n  "{name}": {json.dumps(value)},\n  "debug": false\n}}\n'


def _source(made: Sample, chance: random.Random) -> str:
    name, value = _named(made)
    return f"import os\n\n{name.replace('-', '_')} = {json.dumps(value)}\nTIMEOUT = 30\n"


def _bundle(made: Sample, chance: random.Random) -> str:
    filler = "".join(
        f"function {word(chance, 2, string.ascii_lowercase)}(e,t){{return e[{n}]+t}}"
        for n in range(60)
    )
    return f"!function(){{{filler}var n={json.dumps(_text(made))},r=n.length;{filler}}}();"


def _log(made: Sample, chance: random.Random) -> str:
    at = "2026-11-02T09:41:00.020Z"
    return f"{at} INFO started\n{at} DEBUG using {_text(made)} for eu-1\n{at} INFO ready\n"


def _url(made: Sample, chance: random.Random) -> str:
    return f"fetch: https://api.internal.acme/v1/items?limit=5&k={_text(made)}\n"


def _named(made: Sample) -> tuple[str, str]:
    """Split a name from its token; a token without context gets a name that tells nothing."""
    if not made.rule.context_bytes:
        return "credential", _text(made)
    before, secret = _text(made).rsplit(made.secret.decode("latin-1"), 1)[0], made.secret
    name = before.rstrip("=:\"' ")
    return name, secret.decode("latin-1")


def _places(rule: Rule) -> dict[str, tuple[str, Write]]:
    """Choose where a kind of token is left."""
    lines = "PRIVATE KEY" in rule.pattern or rule.id.startswith("private-key-putty")
    if lines or '"' in rule.pattern or "=" in rule.pattern.partition("(?P")[0]:
        # A block of lines, or a form that is itself a piece of a file.
        return {"file": (".txt", _alone)}
    places: dict[str, tuple[str, Write]] = {
        "env": (".env", _dotenv),
        "yaml": (".yaml", _yaml),
        "json": (".json", _json),
        "source": (".py", _source),
        "log": (".log", _log),
    }
    if not rule.context_bytes:
        places["bundle"] = (".js", _bundle)
        if "://" not in rule.pattern and rule.not_before:
            places["url"] = (".txt", _url)
    return places


def exact_values(seed: int = SEED) -> dict[str, str]:
    """Make values of secret variables that have no provider's form."""
    chance = random.Random(seed)
    values = {}
    for number in range(12):
        alphabet = [BASE62, string.ascii_lowercase + string.digits + "-._~", BASE62 + "+/!@#%&"]
        values[f"OWN_SECRET_{number}"] = word(chance, 20 + number, alphabet[number % 3])
    return values


ENCODINGS: dict[str, Callable[[str], str]] = {
    "plain": lambda value: value,
    "json": lambda value: json.dumps({"a": value}),
    "url": lambda value: f"x={quote(value, safe='')}&y=1",
    "hex": lambda value: value.encode().hex(),
    "reversed": lambda value: value[::-1],
    "base64-0": lambda value: base64.b64encode(f"{value} tail".encode()).decode(),
    "base64-1": lambda value: base64.b64encode(f"u{value} tail".encode()).decode(),
    "base64-2": lambda value: base64.b64encode(f"us{value} tail".encode()).decode(),
}


def exact(seed: int = SEED) -> list[Labelled]:
    """Write every exact value in every encoding."""
    return [
        Labelled(
            f"exact/{name}.{encoding}.txt",
            f"first line\nvalue {encode(value)} end\n".encode(),
            f"exact {encoding}",
            variable=name,
        )
        for name, value in exact_values(seed).items()
        for encoding, encode in ENCODINGS.items()
    ]


def negatives(seed: int = SEED) -> list[Labelled]:
    """Make what is no secret and looks like one."""
    chance = random.Random(seed)
    made = []
    for kind, write in _LOOKALIKES.items():
        for number in range(16):
            suffix, text = write(chance)
            name = f"negatives/{kind}-{number}{suffix}"
            made.append(Labelled(name, text.encode(), kind))
    for number, text in enumerate(placeholders(chance)):
        made.append(
            Labelled(f"negatives/placeholder-{number}.env", text.encode(), "placeholder")
        )
    return made


def _hex(chance: random.Random, size: int) -> str:
    return f"{chance.getrandbits(4 * size):0{size}x}"


def _lock(chance: random.Random) -> tuple[str, str]:
    packages = {
        f"node_modules/{word(chance, 8, string.ascii_lowercase)}": {
            "version": f"{chance.randrange(9)}.{chance.randrange(30)}.1",
            "integrity": "sha512-" + base64.b64encode(chance.randbytes(64)).decode(),
        }
        for _ in range(12)
    }
    return ".package-lock.json", json.dumps({"packages": packages}, indent=2)


def _hashes(chance: random.Random) -> tuple[str, str]:
    lines = [f"starlette==1.{n}.0 --hash=sha256:{_hex(chance, 64)}" for n in range(8)]
    return ".txt", "\n".join(lines)


def _go_sum(chance: random.Random) -> tuple[str, str]:
    digest = base64.b64encode(chance.randbytes(32)).decode()
    return ".sum", f"github.com/acme/tool v1.{chance.randrange(40)}.0 h1:{digest}\n"


def _uuids(chance: random.Random) -> tuple[str, str]:
    ids = [str(uuid.UUID(int=chance.getrandbits(128), version=4)) for _ in range(10)]
    return ".json", json.dumps([{"id": each, "token_id": each} for each in ids])


def _commits(chance: random.Random) -> tuple[str, str]:
    return ".md", "\n".join(f"- {_hex(chance, 40)} Fix the key of the map" for _ in range(10))


def _minified(chance: random.Random) -> tuple[str, str]:
    names = [word(chance, 3, string.ascii_letters) for _ in range(300)]
    body = "".join(f'{n}=function(e){{return e.key||"{n}"}},' for n in names)
    return ".min.js", f"var {body}password=e.password,token=e.token;"


def _image(chance: random.Random) -> tuple[str, str]:
    data = base64.b64encode(b"\x89PNG\r\n\x1a\n" + chance.randbytes(3000)).decode()
    return ".css", f".logo{{background:url(data:image/png;base64,{data})}}"


def _css(chance: random.Random) -> tuple[str, str]:
    rules = [f".token-{_hex(chance, 6)}{{color:#{_hex(chance, 6)}}}" for _ in range(60)]
    return ".css", "".join(rules)


def _certificate(chance: random.Random) -> tuple[str, str]:
    body = base64.encodebytes(b"\x30\x82\x03\x01" + chance.randbytes(700)).decode()
    what = chance.choice(["CERTIFICATE", "PUBLIC KEY", "CERTIFICATE REQUEST"])
    return ".pem", f"-----BEGIN {what}-----\n{body}-----END {what}-----\n"


def _settings(chance: random.Random) -> tuple[str, str]:
    return ".py", (
        "import os\nPASSWORD = os.environ['DB_PASSWORD']\nTOKEN = config.get('token')\n"
        f"API_KEY = getenv('API_KEY', '')\nSECRET = f'{{prefix}}-{{name}}-{chance.random()}'\n"
        "password = get_password(user)\nif token == expected_token:\n    pass\n"
    )


def _compose(chance: random.Random) -> tuple[str, str]:
    return ".yml", (
        "services:\n  db:\n    environment:\n      POSTGRES_PASSWORD: ${POSTGRES_PASSWORD}\n"
        "      DATABASE_URL: postgres://user:password@localhost:5432/app\n"
        "      REDIS_URL: redis://:changeme@redis:6379/0\n      API_TOKEN: <your-token>\n"
    )


def _fixture(chance: random.Random) -> tuple[str, str]:
    return ".test.ts", (
        "it('signs in', () => {\n  login({ password: 'hunter2', token: 'abc123' });\n"
        f"  expect(id).toBe('usr_{word(chance, 24)}');\n"
        f"  expect(cursor).toBe('{base64.b64encode(chance.randbytes(30)).decode()}');\n}});\n"
    )


def _identifiers(chance: random.Random) -> tuple[str, str]:
    prefixes = ["cus", "prod", "price", "evt", "req", "acct", "sub", "in", "pi", "msg", "run"]
    lines = [f"{prefix}_{word(chance, 24)}" for prefix in prefixes]
    return ".log", "\n".join(f"INFO handled {line} as {_hex(chance, 32)}" for line in lines)


def _etags(chance: random.Random) -> tuple[str, str]:
    return ".http", (
        f'HTTP/1.1 200\nETag: W/"{_hex(chance, 40)}"\nX-Request-Id: {_hex(chance, 32)}\n'
        f"Content-Digest: sha-256=:{base64.b64encode(chance.randbytes(32)).decode()}:\n"
        f"traceparent: 00-{_hex(chance, 32)}-{_hex(chance, 16)}-01\n"
    )


def _anonymous_jwt(chance: random.Random) -> tuple[str, str]:
    head = base64.urlsafe_b64encode(b'{"alg":"HS256","typ":"JWT"}').rstrip(b"=").decode()
    body = base64.urlsafe_b64encode(b'{"sub":"1234567890","name":"John Doe","iat":1516239022}')
    tail = base64.urlsafe_b64encode(chance.randbytes(32)).rstrip(b"=").decode()
    return ".md", f"A token looks so: {head}.{body.decode().rstrip('=')}.{tail}\n"


def _notebook(chance: random.Random) -> tuple[str, str]:
    image = base64.b64encode(chance.randbytes(2000)).decode()
    cell = {"cell_type": "code", "outputs": [{"data": {"image/png": image}}], "source": ["x"]}
    return ".ipynb", json.dumps({"cells": [cell], "metadata": {}})


def _subresource(chance: random.Random) -> tuple[str, str]:
    digest = base64.b64encode(chance.randbytes(48)).decode()
    return ".html", f'<script src="/app.js" integrity="sha384-{digest}"></script>\n'


def _source_map(chance: random.Random) -> tuple[str, str]:
    pieces = [f"{word(chance, 4, BASE62 + '+/')},{word(chance, 5)}" for _ in range(300)]
    return ".js.map", json.dumps({"version": 3, "mappings": ";".join(pieces)})


def _checksums(chance: random.Random) -> tuple[str, str]:
    data = chance.randbytes(9)
    return ".txt", "".join(
        f"{hashlib.new(name, data).hexdigest()}  tool_{name}.tar.gz\n"
        for name in ("md5", "sha1", "sha256", "sha512")
    )


_LOOKALIKES: dict[str, Callable[[random.Random], tuple[str, str]]] = {
    "package lock": _lock,
    "pinned hashes": _hashes,
    "go.sum": _go_sum,
    "uuids": _uuids,
    "commits": _commits,
    "minified": _minified,
    "image in base64": _image,
    "css": _css,
    "certificate": _certificate,
    "settings": _settings,
    "compose": _compose,
    "fixture": _fixture,
    "identifiers": _identifiers,
    "etags": _etags,
    "example jwt": _anonymous_jwt,
    "notebook": _notebook,
    "integrity": _subresource,
    "source map": _source_map,
    "checksums": _checksums,
}


def placeholders(chance: random.Random) -> Iterator[str]:
    """Write what documentation puts in a token's place, for every format with a prefix."""
    fillers = ("x", "X", "0", "*", "your_key_here")
    for number, rule in enumerate(every_rule()):
        if rule.danger is not Danger.SECRET or rule.context_bytes or "secret>" in rule.pattern:
            continue
        made = sample(rule, chance)
        prefix = rule.pattern.partition("[")[0].partition("(")[0].replace("\\", "")
        filler = fillers[number % len(fillers)]
        body = filler * (len(made.text) - len(prefix)) if len(filler) == 1 else filler
        yield f"# Fill in\nSERVICE_CREDENTIAL={prefix}{body}\n"


def write_corpus(folder: Path, files: list[Labelled]) -> None:
    """Write files of the corpus below a folder."""
    for each in files:
        path = folder / each.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(each.text)
