"""The handover pack: what a stranger needs to run the product, from manifest and evidence."""
