"""Cuts what a stranger sent as HTML down to what can be read in linear time."""

from __future__ import annotations


def complete_markup(text: str) -> str:
    """Leave out what a browser would not read as markup either, because it never ends.

    `html.parser` looks for the end of each unclosed comment, section or tag again and
    again, so that a page of nothing else takes it minutes.  A browser takes an unclosed
    comment as reaching to the end, a marked section outside SVG and MathML as a comment up
    to the next ">", and drops an unclosed tag (WHATWG HTML, section 13.2.5).
    """
    comment = text.find("<!--", text.rfind("-->") + 1)
    if comment >= 0:
        text = text[:comment]
    return text[: text.rfind(">") + 1].replace("<![", "<! ")
