"""What the tables of `launchready.toml` have in common, and the kinds of their values."""

from __future__ import annotations

import ipaddress
import zoneinfo
from typing import Annotated, ClassVar
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field


def read_domain_name(value: str) -> str:
    """Check a host name (RFC 1123 section 2.1), IDNA names in their A-label form."""
    name = value.rstrip(".").lower()
    try:
        name.encode("ascii")
    except UnicodeEncodeError:
        name = name.encode("idna").decode("ascii")
    labels = name.split(".")
    if "/" in name or ":" in name:
        raise ValueError("is a host name alone, without scheme, port or path")
    if len(name) > 253 or any(not 0 < len(label) < 64 for label in labels):
        raise ValueError("is not a host name: a label is empty or over 63 characters")
    if any(label[0] == "-" or label[-1] == "-" for label in labels):
        raise ValueError("is not a host name: a label starts or ends with a hyphen")
    if not all(char.isalnum() or char in "-_" for label in labels for char in label):
        raise ValueError("is not a host name: letters, digits and hyphens only")
    return name


def _web_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("is not a full URL such as https://app.acme.example/path")
    if parts.username or parts.password:
        raise ValueError("holds a user name or password: name an environment variable instead")
    _ = parts.port  # raises ValueError for a port out of range
    if parts.hostname.isascii():
        return value
    name = parts.hostname.encode("idna").decode("ascii")
    port = f":{parts.port}" if parts.port else ""
    return parts._replace(netloc=f"{name}{port}").geturl()


def _ip_address(value: str) -> str:
    return str(ipaddress.ip_address(value))


def check_endpoint(value: str) -> str:
    """Check "host:port", an IPv6 address in brackets (RFC 3986 section 3.2.2)."""
    host, colon, port = value.rpartition(":")
    if not colon or not host or not port.isdigit() or not 0 < int(port) < 65536:
        raise ValueError('is not "host:port", such as "127.0.0.1:8443" or "[::1]:8443"')
    return value


def check_timezone(value: str) -> str:
    """Check the name of a zone of the IANA database."""
    try:
        zoneinfo.ZoneInfo(value)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError('is no time zone such as "Europe/Berlin"') from None
    return value


DomainName = Annotated[str, AfterValidator(read_domain_name)]


MaybeDomain = Annotated[
    str, AfterValidator(lambda name: read_domain_name(name) if name else "")
]
"""A host name, or "" for none."""


WebUrl = Annotated[str, AfterValidator(_web_url)]


IpAddress = Annotated[str, AfterValidator(_ip_address)]


Endpoint = Annotated[str, AfterValidator(check_endpoint)]


EnvName = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")]


class Table(BaseModel):
    """A table of the manifest."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Subject(Table):
    """A table that checks can be about."""

    kind_name: ClassVar[str]

    @property
    def target(self) -> str:
        """Give the words by which a report names this subject."""
        raise NotImplementedError

    @property
    def key(self) -> str:
        """Give an identity that is stable across runs."""
        return f"{self.kind_name}:{self.target}"
