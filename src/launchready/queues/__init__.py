"""Queues of background jobs, read and never written: one module for each engine."""
