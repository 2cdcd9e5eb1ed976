"""Matching as a wheel has it whose search is compiled (docs/matching.md): built from this tree, beside it."""

import os
import shutil
import subprocess
import sys
import zipfile
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = ("pyproject.toml", "README.md", "LICENSE", "bot/__init__.py", "matching", "moderation/__init__.py", "config")
"""What the wheel is built of: all that is compiled, and what that needs to know of the rest."""

BUILDS_WITHIN = 300.0


def compiled() -> Path:
    """The folder with the package; built where these sources were not built before.

    Where there is no C compiler the test is skipped, but in CI it fails.
    """
    files = [each for name in SOURCES for each in _files(ROOT / name)]
    seen = sha256(sys.version.encode())
    for file in files:
        seen.update(f"{file.relative_to(ROOT)}\0".encode() + file.read_bytes() + b"\0")
    there = ROOT / ".compiled" / seen.hexdigest()[:16]
    if not there.exists():
        if shutil.which("cc") is None and shutil.which("gcc") is None:
            (pytest.fail if os.environ.get("CI") else pytest.skip)("no C compiler here: install gcc")
        there.parent.mkdir(exist_ok=True)
        with TemporaryDirectory(dir=there.parent) as folder:
            _build(files, Path(folder))
            try:
                (Path(folder) / "packages").rename(there)
            except OSError:  # somebody else was quicker
                assert there.exists()
    return there


def is_compiled() -> bool:
    """Whether this process has the compiled search."""
    found = find_spec("matching.lines.search")
    return found is not None and found.origin is not None and not found.origin.endswith(".py")


def environment(packages: Path) -> dict[str, str]:
    """That of a Python started with -P, which finds the compiled package before that of this tree."""
    return os.environ | {"PYTHONPATH": os.pathsep.join([str(packages), str(ROOT)])}


def _files(path: Path) -> list[Path]:
    found = [path] if path.is_file() else sorted(path.rglob("*"))
    return [each for each in found if each.is_file() and "__pycache__" not in each.parts]


def _build(files: list[Path], folder: Path) -> None:
    """Of a copy, because compiling leaves its results beside the sources, where they would hide later changes."""
    for file in files:
        copy = folder / "source" / file.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, copy)
    done = subprocess.run(
        [Path(sys.executable).with_name("uv"), "build", "--quiet", "--wheel", "--python", sys.executable,
         "--out-dir", folder / "wheel", folder / "source"],
        env=os.environ | {"HATCH_BUILD_HOOKS_ENABLE": "1"}, text=True, capture_output=True, timeout=BUILDS_WITHIN,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    (wheel,) = (folder / "wheel").glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        ours = [name for name in archive.namelist() if name.startswith("matching/") or "__mypyc" in name]
        archive.extractall(folder / "packages", ours)
