"""Finds secrets in working trees, histories, indexes, archives and logs."""
