"""The running monitor.

`plan` reads the manifest, `turn` takes its turn at probing with `prober`, which looks, and
`scribe`, which writes; the post office sends, `app` answers HTTP, `run` holds them together.
"""
