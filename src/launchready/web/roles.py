"""Who may do what."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What a person is here; each may do what those after it may."""

    OWNER = "owner"
    MEMBER = "member"
    VIEWER = "viewer"

    def may(self, needed: Role) -> bool:
        """Say whether it is at least what is needed."""
        order = list(Role)
        return order.index(self) <= order.index(needed)


MAY = {
    Role.OWNER: "Everything, people and tokens included",
    Role.MEMBER: "Takes incidents on, writes notes, tells customers",
    Role.VIEWER: "Reads",
}
"""Each role in words."""
