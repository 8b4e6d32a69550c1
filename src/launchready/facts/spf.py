"""What a domain's SPF record comes to, with everything that it includes (RFC 7208)."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from launchready.facts.base import Fact

MAX_LOOKUPS = 10
"""Terms of one evaluation that may ask the DNS (RFC 7208 section 4.6.4)."""

MAX_VOID = 2
"""Questions of one evaluation that may have no answer (RFC 7208 section 4.6.4)."""


class SpfTerm(Struct, frozen=True):
    """One mechanism, or the redirect modifier, and where it leads.

    Attributes:
        text: as written.
        name: "include", "a", "redirect" and the like.
        target: the domain that it is about, macros of the domain expanded; "" for none.
        asks: it costs one of the ten look-ups.
        void: its own question had no answer.
        networks: what it authorises itself, in CIDR notation.
        problem: why it does not work, or was not followed; "" where all is well.
        node: the record of an include or redirect.
    """

    text: str
    name: str
    target: str = ""
    asks: bool = False
    void: bool = False
    networks: tuple[str, ...] = ()
    problem: str = ""
    node: SpfNode | None = None

    @property
    def unanswered(self) -> bool:
        """Say whether its problem is only that the DNS did not answer."""
        return self.problem.startswith("could not be seen")

    @property
    def lookups(self) -> int:
        """Give the look-ups that it costs, with everything below."""
        return int(self.asks) + (self.node.lookups if self.node else 0)

    @property
    def voids(self) -> int:
        """Count the void look-ups that it costs, with everything below."""
        return int(self.void) + (self.node.voids if self.node else 0)


class SpfNode(Struct, frozen=True):
    """One domain's SPF record, as far as it was followed.

    Attributes:
        domain: whose record it is.
        records: every TXT value that is an SPF record; more than one makes all void.
        faults: what does not hold to the grammar, each quoting the term.
        terms: mechanisms up to the first "all", then redirect where there is no "all".
        ending: qualifier of "all": "-", "~", "?" or "+"; "" where there is none.
        near_misses: TXT values that were meant as SPF and are not.
        unseen: why the record could not be had; "" where it could.
    """

    domain: str
    records: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()
    terms: tuple[SpfTerm, ...] = ()
    ending: str = ""
    near_misses: tuple[str, ...] = ()
    unseen: str = ""

    @property
    def lookups(self) -> int:
        """Count the look-ups of an evaluation in which nothing matches early."""
        return sum(term.lookups for term in self.terms)

    @property
    def voids(self) -> int:
        """Count the void look-ups of such an evaluation."""
        return sum(term.voids for term in self.terms)

    @property
    def nodes(self) -> Iterator[SpfNode]:
        """Give this record and every one below it, in the order of an evaluation."""
        yield self
        for term in self.terms:
            if term.node is not None:
                yield from term.node.nodes

    @property
    def all_terms(self) -> Iterator[SpfTerm]:
        """Give the terms of this record and of every one below it."""
        for node in self.nodes:
            yield from node.terms

    @property
    def last_word(self) -> str:
        """Give the qualifier for senders that nothing matches, redirects followed."""
        if self.ending:
            return self.ending
        redirect = next((term for term in self.terms if term.name == "redirect"), None)
        return redirect.node.last_word if redirect and redirect.node else ""

    @property
    def includes(self) -> tuple[str, ...]:
        """Give every domain that is included or redirected to, at any depth."""
        return tuple(
            term.target for term in self.all_terms if term.name in {"include", "redirect"}
        )

    @property
    def is_void(self) -> bool:
        """Say whether receivers cannot use it, as far as was seen (permerror, or none)."""
        if self.unseen:
            return False
        broken = (term.problem and not term.unanswered for term in self.all_terms)
        return (
            len(self.records) != 1
            or any(node.faults for node in self.nodes)
            or any(broken)
            or self.lookups > MAX_LOOKUPS
            or self.voids > MAX_VOID
        )

    @property
    def where_unseen(self) -> str:
        """Say what could not be had, here or below; "" where all was seen."""
        nodes = (f"{node.domain}: {node.unseen}" for node in self.nodes if node.unseen)
        terms = (f'"{t.text}" {t.problem}' for t in self.all_terms if t.unanswered)
        return next(iter((*nodes, *terms)), "")


class SpfTrees(Fact, frozen=True):
    """The SPF trees of the product's own sending domains.

    Attributes:
        domains: those in From, or the apex where no sender is declared.
        return_paths: those of declared envelope senders that are other domains.
    """

    domains: tuple[SpfNode, ...]
    return_paths: tuple[SpfNode, ...] = ()

    def of(self, domain: str) -> SpfNode | None:
        """Find the tree of a domain."""
        both = (*self.domains, *self.return_paths)
        return next((node for node in both if node.domain == domain), None)
