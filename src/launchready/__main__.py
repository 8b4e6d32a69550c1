"""The installed command, and `python -m launchready`."""

import sys


def main() -> None:
    """Run the command line; a start-up that is only checked goes a shorter way."""
    if sys.argv[1:3] == ["env", "exec"]:
        from launchready.environment.start import start_quickly

        start_quickly(sys.argv[3:])
    if sys.argv[1:2] == ["secrets"]:
        from launchready import commit_hook

        commit_hook.start_quickly(sys.argv[2:])
    from launchready.cli import main as run

    run()


if __name__ == "__main__":
    main()
