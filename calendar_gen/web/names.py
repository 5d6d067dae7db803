"""The name of a file, or a path → whether it can be published under it."""

import re

MANIFEST, STAGING = "manifest.json", ".calendar-gen"
# So begin the names of files while they are written: they are nobody's, and no calendar can include them.
RESERVED = f"{STAGING}."

# A manifest decides what is deleted, and may come from a stranger's pull request. Its paths
# must not climb out, reach git's own files, or mean more on Windows than they say.
_DEVICE = "(?i)con|prn|aux|nul|conin\\$|conout\\$|(?:com|lpt)[1-9¹²³]"
_TRICK = r"[\\:\x00-\x1f\x7f\ud800-\udfff]"  # compiled where it is met: a listing checks no path
_RESERVED = frozenset({"", ".", "..", ".git", STAGING})


def is_plain(path: str) -> bool:
    """Whether a relative POSIX path is one that a file of ours may have."""
    return path != MANIFEST and not re.search(_TRICK, path) and _RESERVED.isdisjoint(path.lower().split("/"))


def is_device(name: str) -> bool:
    """Whether Windows takes a name for a device, whatever ending it has, and holds no such file.

    See "Naming Files, Paths, and Namespaces" in the documentation of Windows.
    """
    return bool(re.fullmatch(_DEVICE, name.partition(".")[0].rstrip(" ")))
