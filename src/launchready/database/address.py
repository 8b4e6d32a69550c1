"""From the URL in a variable to what libpq connects with; nothing of it is ever shown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from launchready.facts.base import CannotSee
from launchready.manifest.schema import Database
from launchready.net.network import Network, is_address

_SCHEME = re.compile(r"^(?:postgres(?:ql)?|postgis)(?:\+\w{1,30})?$")
_OTHERS = {"mysql": "MySQL", "mariadb": "MariaDB", "mssql": "SQL Server", "sqlite": "SQLite",
           "mongodb": "MongoDB", "oracle": "Oracle"}  # fmt: skip


def reading_variable(database: Database, environment: Mapping[str, str]) -> str:
    """Say which variable holds the URL that is used: `read_url_env` where it is set."""
    if database.read_url_env and environment.get(database.read_url_env):
        return database.read_url_env
    return database.url_env


def database_url(database: Database, environment: Mapping[str, str]) -> str:
    """Give the URL that a declared database is read by.

    Raises:
        CannotSee: no variable that could hold it is set here.
    """
    url = environment.get(reading_variable(database, environment), "")
    if not url:
        names = [n for n in (database.read_url_env, database.url_env) if n]
        raise CannotSee(
            f"{' and '.join(names)} {'are' if len(names) > 1 else 'is'} not set here: set "
            f"{names[0]} to the URL of a role that may read (docs/database.md has the GRANTs)"
        )
    return url


def connection_string(url: str, network: Network) -> str:
    """Write a URL as frameworks have it as libpq takes it, by the rules of a network.

    Frameworks add what libpq refuses: a driver to the scheme, and parameters of their own
    such as `connection_limit`, which are left out.

    Args:
        url: as the product has it.
        network: its `connect` says where to go instead.

    Raises:
        CannotSee: it names another kind of database, or is no URL.
    """
    from psycopg import ProgrammingError
    from psycopg.conninfo import conninfo_to_dict, make_conninfo

    try:
        parts = urlsplit(url.strip())
        scheme = parts.scheme.lower()
    except ValueError:
        raise CannotSee("the variable holds no URL that can be read") from None
    if not _SCHEME.match(scheme):
        other = _OTHERS.get(scheme.partition("+")[0])
        if other:
            raise CannotSee(f"only Postgres can be looked into yet, and this is {other}")
        raise CannotSee("the variable holds no postgresql:// URL")
    known = [(k, v) for k, v in parse_qsl(parts.query) if k in _known_parameters()]
    plain = urlunsplit(
        ("postgresql", parts.netloc, parts.path, urlencode(known, quote_via=quote), "")
    )
    try:
        given = conninfo_to_dict(plain)
        host, port = str(given.get("host") or ""), int(given.get("port") or 5432)
        route = network.route(host, port) if host else None
        if route is None:
            return make_conninfo(plain)
        # The name stays for TLS; the address is where the manifest leads.
        place = "hostaddr" if is_address(route[0]) else "host"
        return make_conninfo(plain, port=route[1], **{place: route[0]})
    except (ProgrammingError, ValueError):
        # psycopg's messages quote what they could not read.
        raise CannotSee("the variable holds a URL that libpq cannot read") from None


def _known_parameters() -> frozenset[str]:
    from psycopg import pq

    return frozenset(each.keyword.decode() for each in pq.Conninfo.get_defaults())
