"""How things are seen: async collectors, one module per family.

A collector's parameters, by their types, are what it needs; its return annotation is the
fact that it makes.  `launchready.audit.collectors` finds them; nothing else is registered.
"""
