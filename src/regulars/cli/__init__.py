"""The command line: one file for each command, in ``commands``.

Reads arguments; makes calls to the verbs of ``app``, and tables, progress bars or JSON on the terminal.
It computes nothing, and whatever it can do the Python interface can do too.
"""


def main() -> None:
    """Run ``regulars`` with the arguments of this process."""
    from regulars.cli.program import run

    run()
