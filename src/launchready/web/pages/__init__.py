"""The pages: each handler takes a `Call` and gives a response."""
