"""An SPF record as a tree, with what each term costs."""

from __future__ import annotations

from launchready.facts.spf import MAX_LOOKUPS, MAX_VOID, SpfNode, SpfTerm
from launchready.report.plain import plain

WIDTH = 78


def render_tree(tree: SpfNode) -> str:
    """Write the tree as text: a line for each term, indented below its include."""
    if tree.unseen:
        return f"{tree.domain}: could not be seen: {plain(tree.unseen)}\n"
    if not tree.records:
        near = "".join(
            f"\n  not SPF, though meant as such: {plain(t)}" for t in tree.near_misses
        )
        return f"{tree.domain} has no SPF record{near}\n"
    over = [f"OVER {MAX_LOOKUPS}"] if tree.lookups > MAX_LOOKUPS else []
    over += [f"OVER {MAX_VOID} void"] if tree.voids > MAX_VOID else []
    head = f"{tree.domain}  {tree.lookups} of {MAX_LOOKUPS} look-ups"
    head += f", {tree.voids} of {MAX_VOID} void" + "".join(f"  {word}" for word in over)
    lines = [head, *_node(tree, "  ")]
    return "\n".join(lines) + "\n"


def _node(node: SpfNode, indent: str) -> list[str]:
    lines = []
    if len(node.records) > 1:
        lines.append(f"{indent}void: {len(node.records)} SPF records")
    lines += [f"{indent}wrong: {plain(fault)}" for fault in node.faults]
    for term in node.terms:
        lines += _term(term, indent)
    if node.unseen:
        lines.append(f"{indent}could not be seen: {plain(node.unseen)}")
    return lines


def _term(term: SpfTerm, indent: str) -> list[str]:
    text = f"{indent}{plain(term.text, 100)}"
    notes = []
    if term.asks:
        notes.append(f"{term.lookups} look-up{'s' * (term.lookups != 1)}")
    if term.void:
        notes.append("void: nothing there")
    if term.problem:
        notes.append(plain(term.problem))
    line = f"{text:<{WIDTH - 20}}  {', '.join(notes)}".rstrip()
    return [line, *(_node(term.node, f"{indent}  ") if term.node else [])]
