"""Looks at things: one module for each kind of monitor, each an async function to a `Seen`."""
