"""The command, and `python -m calendar_gen`."""

import gc
import os
import sys


def main() -> None:
    """Run the command line; a closed pipe and Ctrl-C end it quietly."""
    # Nothing here makes cycles worth collecting before the process ends, and looking for
    # them takes as long as half of a large build.
    gc.disable()
    import click

    from calendar_gen.cli import cli

    try:
        status = cli.main(prog_name="calendar-gen", standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        status = error.exit_code
    except (click.Abort, KeyboardInterrupt):
        status = 130
    except BrokenPipeError:
        # Whatever is still to be flushed at exit has nowhere to go either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 0
    sys.exit(status)


if __name__ == "__main__":
    main()
