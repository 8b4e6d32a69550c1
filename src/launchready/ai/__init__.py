"""Tries out a product's AI assistants: fixed cases, and judges that no model is part of.

A `Case` says what is asked and what must not come of it.  `run` fills it with fresh marks,
sends it through an adapter, sees the answer and the calls of tools, and `judge` decides by
text alone.  Nothing here is imported for a product without `[[assistants]]`.
"""
