"""What the founder wrote down that the product should be: `launchready.toml`."""
