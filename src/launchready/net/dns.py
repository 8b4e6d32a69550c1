"""Questions to the domain name system, recursive and authoritative (RFC 1035)."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from launchready.facts.base import CannotSee
from launchready.facts.dns import DnsAnswer, DnsRecord
from launchready.net.dns_transport import ask
from launchready.net.network import Network, is_address, join_endpoint, split_endpoint

if TYPE_CHECKING:
    from dns.message import Message
    from dns.rdata import Rdata

UDP_PAYLOAD = 1232
"""Largest UDP answer asked for: what crosses every path unfragmented (DNS flag day 2020)."""

MAX_RECORDS = 1000
"""Records of one answer that are kept."""

MAX_TRIES = 4
"""Datagrams sent for one question, however many resolvers there are."""

MAX_CONCURRENT = 50
"""Questions in flight at once."""

_WORTH_ANOTHER_TRY = frozenset({"SERVFAIL", "REFUSED"})
"""Often a passing fault, or a resolver that serves others: the next may say more."""

_NO_EDNS = frozenset({"FORMERR", "NOTIMP", "BADVERS"})
"""What servers from before EDNS answer to it (RFC 6891 section 7)."""


class Resolver:
    """Asks recursive resolvers and single name servers; each question once a run.

    Args:
        network: overrides for the resolver and for name servers' addresses.
        timeout_s: how long one try waits.
        attempts: tries for each server, UDP losses being normal.
    """

    def __init__(self, network: Network, *, timeout_s: float = 2.0, attempts: int = 2) -> None:
        self._network = network
        self._timeout_s = timeout_s
        self._attempts = attempts
        self._asked: dict[tuple[object, ...], asyncio.Task[DnsAnswer]] = {}
        self._gate = asyncio.Semaphore(MAX_CONCURRENT)

    async def ask(self, name: str, rtype: str, *, checking_disabled: bool = False) -> DnsAnswer:
        """Ask the recursive resolvers in turn.

        NXDOMAIN, SERVFAIL and REFUSED are answers; the last two once no try gave another.

        Raises:
            CannotSee: none answered, or the name cannot be asked for.
        """
        key = (name.lower().rstrip("."), rtype, checking_disabled)
        return await self._once(key, self._servers(), key[0], rtype, checking_disabled)

    async def ask_server(self, server: str, address: str, name: str, rtype: str) -> DnsAnswer:
        """Ask one name server directly, without recursion.

        Args:
            server: its host name, which `[network.connect]` may override.
            address: one of its addresses.
            name: what to ask about.
            rtype: mnemonic of the record type.

        Raises:
            CannotSee: it did not answer.
        """
        where = self._network.route(server, 53, address)
        assert where is not None
        # Two servers may share an address and yet be sent to different places.
        key = (name.lower().rstrip("."), rtype, where)
        return await self._once(key, (where,), key[0], rtype, None)

    async def addresses(self, host: str) -> tuple[str, ...]:
        """Give a host's addresses, IPv4 first; none where the name has none.

        Raises:
            CannotSee: the resolver did not answer.
        """
        if is_address(host):
            return (host.strip("[]"),)
        ipv4, ipv6 = await asyncio.gather(self.ask(host, "A"), self.ask(host, "AAAA"))
        return ipv4.values() + ipv6.values()

    def _servers(self) -> tuple[tuple[str, int], ...]:
        if self._network.resolver:
            return (split_endpoint(self._network.resolver),)
        servers = system_resolvers(Path("/etc/resolv.conf"))
        if not servers:
            raise CannotSee("this machine has no resolver in /etc/resolv.conf")
        return tuple((server, 53) for server in servers)

    async def _once(
        self,
        key: tuple[object, ...],
        servers: tuple[tuple[str, int], ...],
        name: str,
        rtype: str,
        checking_disabled: bool | None,
    ) -> DnsAnswer:
        if key not in self._asked:
            task = asyncio.create_task(self._try(servers, name, rtype, checking_disabled))
            # Whoever asked may have run out of time before this fails.
            task.add_done_callback(lambda done: done.cancelled() or done.exception())
            self._asked[key] = task
        return await asyncio.shield(self._asked[key])

    async def _try(
        self,
        servers: tuple[tuple[str, int], ...],
        name: str,
        rtype: str,
        checking_disabled: bool | None,
    ) -> DnsAnswer:
        reason, failure = "", None
        query = _query(name, rtype, checking_disabled)
        async with self._gate:
            for attempt in range(min(self._attempts * len(servers), MAX_TRIES)):
                address, port = servers[attempt % len(servers)]
                try:
                    answer = await self._exchange(address, port, query, name, rtype)
                except CannotSee as error:
                    reason = str(error)
                    continue
                if failure is not None or answer.rcode not in _NO_EDNS | _WORTH_ANOTHER_TRY:
                    return answer
                failure = answer
                if answer.rcode in _NO_EDNS:
                    query.use_edns(False)
        if failure is not None:
            return failure
        raise CannotSee(f"DNS, {name} {rtype}: {reason}")

    async def _exchange(
        self, address: str, port: int, query: Message, name: str, rtype: str
    ) -> DnsAnswer:
        import dns.exception

        where = join_endpoint(address, port)
        try:
            message, tcp = await asyncio.wait_for(ask(query, address, port), self._timeout_s)
        except TimeoutError:
            raise CannotSee(f"no answer from {where} within {self._timeout_s:g} s") from None
        except (dns.exception.DNSException, OSError, EOFError, ValueError) as error:
            raise CannotSee(f"{where}: {_describe(error)}") from None
        return _read(message, name, rtype, where, tcp=tcp)


def _describe(error: Exception) -> str:
    if isinstance(error, ConnectionRefusedError):
        return "connection refused"
    if isinstance(error, OSError):
        return error.strerror or "network error"
    return "malformed answer"


def _query(name: str, rtype: str, checking_disabled: bool | None) -> Message:
    """Make a query; `checking_disabled` None for a name server (no recursion)."""
    import dns.exception
    import dns.flags
    import dns.message
    import dns.name

    try:
        query = dns.message.make_query(
            dns.name.from_text(name), rtype, use_edns=0, payload=UDP_PAYLOAD, want_dnssec=True
        )
    except (dns.exception.DNSException, UnicodeError, ValueError):
        raise CannotSee("the name cannot be asked for: not a domain name") from None
    if checking_disabled is None:
        query.flags &= ~dns.flags.RD
    else:
        query.flags |= dns.flags.AD
        if checking_disabled:
            query.flags |= dns.flags.CD
    return query


def _read(message: Message, name: str, rtype: str, server: str, *, tcp: bool) -> DnsAnswer:
    import dns.exception
    import dns.flags
    import dns.rcode

    try:
        return DnsAnswer(
            name=name,
            type=rtype,
            rcode=dns.rcode.to_text(message.rcode()),
            records=_records(message.answer),
            authority=_records(message.authority),
            authoritative=bool(message.flags & dns.flags.AA),
            authenticated=bool(message.flags & dns.flags.AD),
            server=server,
            tcp=tcp,
        )
    except (dns.exception.DNSException, ValueError) as error:
        raise CannotSee(f"{server}: malformed answer ({type(error).__name__})") from None


def _records(section: object) -> tuple[DnsRecord, ...]:
    """Read a section; signatures are left out, as no check judges them."""
    import dns.rdatatype

    found: list[DnsRecord] = []
    for rrset in section:  # type: ignore[attr-defined]
        mnemonic = dns.rdatatype.to_text(rrset.rdtype)
        if mnemonic in {"RRSIG", "NSEC", "NSEC3"}:
            continue
        owner = rrset.name.to_text(omit_final_dot=True).lower()
        found += [DnsRecord(owner, mnemonic, rrset.ttl, _value(rdata)) for rdata in rrset]
        if len(found) >= MAX_RECORDS:
            break
    return tuple(found[:MAX_RECORDS])


def _value(rdata: Rdata) -> str:
    """Write rdata as text: TXT strings joined, names without their final dot."""
    strings = getattr(rdata, "strings", None)
    if strings is not None:
        return b"".join(strings).decode("utf-8", "backslashreplace")
    text = rdata.to_text()
    words = text.split(" ")
    return " ".join(
        word[:-1] if word.endswith(".") and len(word) > 1 else word for word in words
    )


def system_resolvers(path: Path) -> tuple[str, ...]:
    """Read the name servers of a resolv.conf; none where there is no such file."""
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ()
    words = (line.split() for line in lines)
    found = (pair[1] for pair in words if len(pair) >= 2 and pair[0] == "nameserver")
    return tuple(server for server in found if is_address(server))[:3]
