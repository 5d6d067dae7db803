"""The command, and `python -m calendar_gen`."""

import gc
import os
import sys


def main() -> None:
    """Run the command line; a closed pipe and Ctrl-C end it quietly."""
    # Nothing here makes cycles worth collecting before the process ends, and looking for
    # them takes as long as half of a large build.
    gc.disable()
    try:
        status = _run()
        sys.stdout.flush()
        # Python looks for cycles once more as it ends, but not among what is frozen.
        gc.freeze()
    except KeyboardInterrupt:
        status = 130
    except BrokenPipeError:
        status = _nobody_reads()
    sys.exit(status)


def _run() -> int | str | None:
    import click

    from calendar_gen.cli import cli

    stdout = sys.stdout
    try:
        status: int | None = cli.main(prog_name="calendar-gen", standalone_mode=False)
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
        return leaving.code
    return status


def _nobody_reads() -> int:
    """Whatever is still to be flushed at exit has nowhere to go either."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.__stdout__.fileno() if sys.__stdout__ else 1)
    return 0


if __name__ == "__main__":
    main()
