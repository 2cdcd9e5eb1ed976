"""What the slices of a proof add up to. What was proven of other code does not count: a change begins anew."""

import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, ClassVar, Generic, Protocol, TypeVar

ROOT = Path(__file__).parents[2]
CODE = (".py", ".lua", ".toml", ".ftl")


class Sum(Protocol):
    """A dataclass of figures that can be added up."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    def __add__(self, other: Any, /) -> Any: ...


O = TypeVar("O", bound=Sum)  # noqa: E741 - an outcome


@dataclass(slots=True)
class Tally(Generic[O]):
    """`code` names the code that the slices were run on."""

    code: str
    outcome: O
    slices: int = 0

    def add(self, outcome: O) -> None:
        self.slices += 1
        self.outcome += outcome

    def save(self, path: Path) -> None:
        """Never half: the file is whole or the one from before."""
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(".draft")
        draft.write_text(json.dumps(asdict(self), indent=2) + "\n")
        os.replace(draft, path)


def resumed(path: Path, code: str, kind: type[O]) -> Tally[O]:
    """What was proven of this code so far."""
    try:
        kept = json.loads(path.read_text())
        found = Tally(kept["code"], kind(**kept["outcome"]), kept["slices"])
    except (FileNotFoundError, ValueError, TypeError, KeyError):
        return Tally(code, kind())
    return found if found.code == code else Tally(code, kind())


def code_of(root: Path, parts: Sequence[str]) -> str:
    """A name for these files and folders as they are: it changes with any module, function or text in them."""
    digest = hashlib.sha256((root / "uv.lock").read_bytes())
    for part in parts:
        found = sorted((root / part).rglob("*")) if (root / part).is_dir() else [root / part]
        for file in found:
            if file.suffix in CODE:
                digest.update(file.relative_to(root).as_posix().encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:16]
