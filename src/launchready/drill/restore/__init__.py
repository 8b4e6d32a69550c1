"""The restore drill: a backup goes into a throw-away Postgres and is held against its source.

`run` conducts it; `backup` takes or finds the backup, `cluster` is the throw-away server,
`script` and `load` bring a dump into it without trusting it, `contents` reads what a database
holds, `compare` says what differs, and `boot` starts the product against what was restored.
"""
