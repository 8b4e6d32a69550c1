"""Looks into the declared queues for a few seconds; reads, and touches no job."""

from __future__ import annotations

from launchready.collect.services import Environment
from launchready.facts.base import CannotSee
from launchready.facts.queues import QueueLook
from launchready.manifest.schema import Queue
from launchready.net.dial import Dialler
from launchready.net.dns import Resolver
from launchready.net.network import Network
from launchready.queues.open import look_into

LOOK_S = 3.0
"""How long a queue with waiting jobs is looked at: its slope is needed, too."""
EVERY_S = 0.5


async def queue_look(
    queue: Queue, environment: Environment, network: Network, resolver: Resolver
) -> QueueLook:
    """Look at a queue; an empty one is read once."""
    url = environment.get(queue.url_env, "")
    if not url:
        raise CannotSee(f"{queue.url_env} is not set here")
    # Whoever declares a queue means its address, which is rarely a public one.
    inside = Network(connect=network.connect, ca_file=network.ca_file)
    return await look_into(
        Dialler(inside, resolver), queue, url, seconds=LOOK_S, every_s=EVERY_S
    )
