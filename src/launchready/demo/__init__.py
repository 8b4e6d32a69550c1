"""One product as two twins on loopback, broken and ready, to try launchready on."""
