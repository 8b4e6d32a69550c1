"""Runs the command line as `python -m launchready`."""

from launchready.cli import main

main()
