"""A command line → what its command does, and an exit code. Also `python -m calendar_gen`."""

import errno
import gc
import io
import os
import sys
from contextlib import suppress
from typing import Any, NoReturn

from calendar_gen.diagnostics.wording import printable


def main() -> NoReturn:
    """The command: runs the command line, and ends the process."""
    kept: dict[str, Any] = {}
    _open_what_is_closed()
    if isinstance(sys.stdout, io.TextIOWrapper) and sys.stdout.errors == "strict":
        # What its encoding doesn't have is written as it is on standard error, and not refused.
        sys.stdout.reconfigure(errors="backslashreplace")
    status = run(kept)
    if sys.stderr:
        with suppress(OSError):
            sys.stderr.flush()
    # At once: to free a large calendar takes as long as to list a small one.
    os._exit(status)


def run(kept: dict[str, Any]) -> int:
    """Run the command line; a closed pipe and Ctrl-C end it quietly. The exit status: 70 for a fault of ours.

    What need not be freed before the process ends is put into `kept`, and "status", once that is decided:
    it holds even if nobody reads what is still to be said.
    """
    # Nothing here makes cycles worth collecting before the process ends, and looking for
    # them takes as long as half of a large build.
    gc.disable()
    try:
        status = _run(kept)
        if sys.stdout:
            sys.stdout.flush()
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        return _nobody_reads(kept)
    except OSError as error:  # of files that are read or built the commands tell themselves
        return _not_done(error, kept)
    except Exception as error:  # whatever it is: nobody is to see a traceback who didn't ask for it
        return _unforeseen(error)
    return status


def _open_what_is_closed() -> None:
    """Let what is written to a stream that was closed before (`>&-`) go nowhere, as with /dev/null.

    Without it Python has None for a stream, and the next file that is opened gets the stream's number.
    """
    for number, name in ((1, "stdout"), (2, "stderr")):
        if getattr(sys, name) is None:
            nowhere = os.open(os.devnull, os.O_RDWR)
            if nowhere != number:
                os.dup2(nowhere, number)
                os.close(nowhere)
            raw = io.FileIO(number, "w", closefd=False)
            stream = io.TextIOWrapper(io.BufferedWriter(raw), encoding="utf-8", errors="backslashreplace")
            setattr(sys, name, stream)


def _run(kept: dict[str, Any]) -> int:
    import click  # late: streams are put right before anything may print

    from calendar_gen.cli.group import cli  # late: as above

    # Since click 8.2; before it help was none of the errors.
    help_ = getattr(click.exceptions, "NoArgsIsHelpError", ())
    stdout = sys.stdout
    try:
        status: int | None = cli.main(prog_name="calendar-gen", standalone_mode=False, obj=kept)
    except click.ClickException as error:
        # It may tell what was typed, or what a file holds; help is our own.
        if not isinstance(error, help_):
            error.message = printable(error.message)  # type: ignore[misc]
        kept["status"] = error.exit_code
        if sys.stderr:
            error.show()
        return error.exit_code
    except click.Abort:
        return 130
    except SystemExit as leaving:
        # click leaves with 1, and another stdout, where the reader of a pipe has gone.
        if sys.stdout is not stdout:
            return _nobody_reads(kept)
        return leaving.code if isinstance(leaving.code, int) else 0
    return status or 0


def _tell(message: str, status: int = 2) -> int:
    with suppress(OSError):
        print(message, file=sys.stderr)
    return status


def _not_done(error: OSError, kept: dict[str, Any]) -> int:
    """Say what the system refused: to write output, a file by its name, a working folder, or else."""
    if _of_output(error):
        _nobody_reads(kept)
        return _tell(f"Error: the output can't be written: {error.strerror or error}")
    if error.filename is not None:
        return _tell(f"Error: {printable(os.fsdecode(error.filename))}: {error.strerror or error}")
    try:
        os.getcwd()
    except OSError as gone:
        return _tell(f"Error: the working folder can't be read: {gone.strerror}: go to another")
    if error.errno in _ASKED_WRONG:
        return _unforeseen(error)
    return _tell(f"Error: the system can't do what this needs: {error.strerror}")


def _of_output(error: OSError) -> bool:
    """Whether a stream refused: nobody writes to one but what shows text, and this module at the end."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    if trace is None or error.filename is not None:
        return False
    module = str(trace.tb_frame.f_globals.get("__name__"))
    return module.partition(".")[0] in _WRITERS or trace.tb_frame.f_code.co_filename == __file__


_WRITERS = ("click", "rich", "colorama")
# What the system says to whoever asks for nonsense; without a number it is not the system that says it.
_ASKED_WRONG = (None, errno.EBADF, errno.EINVAL)


def _unforeseen(error: Exception) -> int:
    """Say in a line what nothing was made for, and how to report it; its traceback for who asks for that."""
    what, place = type(error).__name__, _place(error)
    if os.environ.get("CALENDAR_GEN_TRACEBACK") == "1":
        import traceback  # late: hardly anybody asks for it

        with suppress(OSError):
            traceback.print_exception(error)
        how = "report it with the lines above"
    else:
        how = "run it again with CALENDAR_GEN_TRACEBACK=1, and report it with what that shows"
    return _tell(f"Error: a fault of calendar-gen, not of yours ({what}{place}): {how}", 70)


def _place(error: Exception) -> str:
    """Where in our code it happened, at the deepest: ` in model/checks.py, line 52`."""
    ours = os.path.dirname(__file__)
    found, trace = "", error.__traceback__
    while trace:
        file = trace.tb_frame.f_code.co_filename
        if file.startswith(os.path.join(ours, "")):
            found = f" in {os.path.relpath(file, ours)}, line {trace.tb_lineno}"
        trace = trace.tb_next
    return found


def _nobody_reads(kept: dict[str, Any]) -> int:
    """What one of the streams holds still has nowhere to go; nor has it at exit."""
    for stream in (sys.__stdout__, sys.__stderr__):
        try:
            if stream:
                stream.flush()
        except OSError:
            assert stream
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    status: int = kept.get("status", 0)
    return status


if __name__ == "__main__":
    main()
