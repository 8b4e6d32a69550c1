"""The environment contract: what each variable must be, and what is wrong with a value.

Pure functions; no value is ever part of a message.  `launchready env exec` stands in front
of a product's start, so nothing here imports what takes long.
"""
