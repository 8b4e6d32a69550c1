"""Keeps what was seen and what is to be sent: SQLite, or Postgres for several instances.

`engine` is the database, `migrations` its tables, `ledger` writes looks and what they led
to as one transaction, `outbox` hands messages to senders, `rollup` sums up what is old,
`read` is the typed read model for the dashboard and the metrics.
"""
