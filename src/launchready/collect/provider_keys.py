"""The keys to others' services that the contract declares, and how far each reaches."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path

from launchready.collect.services import Environment, Folder
from launchready.facts.base import CannotSee
from launchready.facts.rotation import ProviderKey, ProviderKeys
from launchready.manifest.schema import Manifest, Product
from launchready.secrets.ledger import read_keys
from launchready.secrets.power import power, provider_named
from launchready.secrets.recognise import recognise


async def provider_keys(
    product: Product, manifest: Manifest, folder: Folder, environment: Environment
) -> ProviderKeys:
    """Tell the kind of each key from its value, where it is in the environment, or its name."""
    if folder.path is None:
        raise CannotSee("there is no manifest: a bare domain was audited")
    names = [name for name, variable in manifest.env.items() if variable.secret]
    return await asyncio.to_thread(_read, folder.path, names, environment)


def _read(folder: Path, names: list[str], values: Mapping[str, str]) -> ProviderKeys:
    asked = {each.variable: each for each in read_keys(folder)}
    keys = []
    for name in names:
        found = recognise(name, values[name]) if values.get(name) else None
        provider = found.provider if found else provider_named(name)
        if not provider:
            continue
        record = asked.get(name)
        if record is not None and found is not None and record.hash != found.hash:
            record = None  # the provider was asked about another value
        keys.append(
            ProviderKey(
                variable=name,
                provider=provider,
                kind=found.kind if found else "",
                power=power(found.rule) if found else "",
                record=record,
            )
        )
    return ProviderKeys(tuple(keys))
