"""The tables of `launchready.toml`, as `launchready.manifest.schema` puts them together."""
