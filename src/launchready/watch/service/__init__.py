"""The running monitor.

`plan` reads the manifest, `prober` looks, `scribe` writes, the post office sends, `app`
answers HTTP, and `run` holds them together.
"""
