"""Settings of every test."""

from hypothesis import settings

# A slow machine is no fault of what is tested.
settings.register_profile("launchready", deadline=None)
settings.load_profile("launchready")
