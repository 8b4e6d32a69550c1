"""launchready says whether a subscription dashboard will hold at launch, and what to fix."""

__version__ = "0.1.0"
