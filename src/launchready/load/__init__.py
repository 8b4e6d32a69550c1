"""The open-model load generator, light sampling, and the statistics of both."""
