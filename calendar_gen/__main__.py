"""The command, and `python -m calendar_gen`."""

import gc
import os
import sys
from contextlib import suppress
from typing import NoReturn


def main() -> NoReturn:
    """The command: runs the command line, and ends the process."""
    kept: dict[str, object] = {}
    status = run(kept)
    if sys.stderr:
        with suppress(OSError):
            sys.stderr.flush()
    # At once: to free a large calendar takes as long as to list a small one.
    os._exit(status)


def run(kept: dict[str, object]) -> int:
    """Run the command line; a closed pipe and Ctrl-C end it quietly. The exit status.

    What need not be freed before the process ends is put into `kept`.
    """
    # Nothing here makes cycles worth collecting before the process ends, and looking for
    # them takes as long as half of a large build.
    gc.disable()
    try:
        status = _run(kept)
        if sys.stdout:  # there is none where it was closed before
            sys.stdout.flush()
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        return _nobody_reads()
    except OSError as error:  # of files that are read or built the commands tell themselves
        _nobody_reads()
        return _tell(f"Error: the output can't be written: {error.strerror or error}")
    return status


def _run(kept: dict[str, object]) -> int:
    import click

    from calendar_gen.cli import cli

    stdout = sys.stdout
    try:
        status: int | None = cli.main(prog_name="calendar-gen", standalone_mode=False, obj=kept)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.Abort:
        return 130
    except SystemExit as leaving:
        # click leaves with 1, and another stdout, where the reader of a pipe has gone, which is no
        # problem in the data.
        if sys.stdout is not stdout:
            return _nobody_reads()
        return leaving.code if isinstance(leaving.code, int) else 0
    return status or 0


def _tell(message: str) -> int:
    with suppress(OSError):
        print(message, file=sys.stderr)
    return 2


def _nobody_reads() -> int:
    """Whatever is still to be flushed at exit has nowhere to go either."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.__stdout__.fileno() if sys.__stdout__ else 1)
    return 0


if __name__ == "__main__":
    main()
