"""Queues as their engines' own clients write them."""
