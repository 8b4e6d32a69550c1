"""What to publish for mail: the exact records, and the way to enforcement."""
