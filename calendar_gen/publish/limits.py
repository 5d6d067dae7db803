"""What is asked for → how much is read of an address, for how long, and of whom; and what holds otherwise."""

from typing import NamedTuple

# Google's fetcher is reported to give up on larger feeds (Event-Organiser #452): in octets.
LARGE_FEED = 1_000_000


# No Struct, as other values are: help tells what holds otherwise, and must not wait for msgspec.
class Limits(NamedTuple):
    """How much is read (octets, unpacked), how long it may take in all (seconds), how many redirects are
    followed, and whether addresses that are not public are asked: the first, and those to which one of them
    redirects. Where a public one redirects to, its owner says, and not who runs the command.

    `alone` keeps to the thread of the caller, who can't wait for a name any shorter than the system does."""

    size: int = 10_000_000
    seconds: float = 20
    redirects: int = 5
    private: bool = False
    alone: bool = False


def too_large(name: str, size: int) -> str:
    """That something has more octets than may be read, and what allows more."""
    return f"{name} has more than {size / 1e6:g} MB: --max-size allows more"
