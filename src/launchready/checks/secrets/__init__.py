"""Stage 3: secrets, where they stand and who can read them."""
