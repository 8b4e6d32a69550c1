"""Settings of every test."""

from hypothesis import settings

from tests.servers.clusters import cluster, clusters, make_database, newest_cluster

__all__ = ["cluster", "clusters", "make_database", "newest_cluster"]

# A slow machine is no fault of what is tested.
settings.register_profile("launchready", deadline=None)
settings.load_profile("launchready")


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name a case of bytes by its argument and number, never by its content.

    Packed bytes can hold the time at which they were packed: two workers that collect in
    different seconds would see different tests, and xdist runs none of them.
    """
    return argname if isinstance(val, bytes) else None
