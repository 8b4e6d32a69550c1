"""What is judged: one file per check, whose path is its id."""
