"""Somebody's file: its size is bounded, and the parts of a ZIP by what its directory says, before it is unpacked."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from convcore.errors import ConvError
from convcore.io.record import ARRAYS
from convcore.spec import Shape4

MOST_BYTES = 16 * 2**20
MOST_PARTS = 64
PARTS = (
    *(f"{name}.csv" for name in ("input", "filters", "options", "pointwise")),
    *(f"{name}.npy" for name in (*ARRAYS, "pointwise")),
)
LISTED = b"PK\x01\x02"  # how each part begins in an archive's directory
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # zipfile unpacks the others whatever size was asked for
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError, ValueError)


@dataclass(frozen=True)
class Bounds:
    """The most that is read of a file; what is declared beyond it is refused before anything is made of it.

    Attributes:
        size: bytes, of the file and of all its parts together when unpacked.
        shapes: by tensor, its largest sizes; none are known where it is not named.
    """

    size: int = MOST_BYTES
    shapes: Mapping[str, Shape4] = field(default_factory=dict)


USUAL = Bounds()


def check_bytes(data: bytes, bounds: Bounds) -> None:
    """Refuses a file of too many bytes."""
    if len(data) > bounds.size:
        raise ConvError(
            "file: at most {most} MB are read, this one has {size:.1f} MB",
            most=bounds.size >> 20,
            size=len(data) / 2**20,
        )


def text_of(name: str, data: bytes) -> str:
    r"""A file's text, with or without a byte order mark.

    Raises:
        ConvError: where it is not UTF-8.

    >>> text_of("input.csv", b"\xef\xbb\xbfa")
    'a'
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConvError("{name}: UTF-8 text is needed, byte {at} is none", name=name, at=error.start) from error


def unpack(data: bytes, bounds: Bounds) -> dict[str, bytes]:
    """The parts of an archive that a bundle may have, by name."""
    count = data.count(LISTED)
    if count > MOST_PARTS:
        raise ConvError("file: at most {most} parts are read, this one has {count}", most=MOST_PARTS, count=count)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            folder = _folder(names)
            known = {name: archive.getinfo(folder + name) for name in PARTS if folder + name in names}
            _check_parts(known, bounds)
            return {name: _part(archive, info) for name, info in known.items()}
    except ConvError:
        raise
    except BROKEN as error:
        raise ConvError("file: this ZIP cannot be unpacked") from error


def _folder(names: list[str]) -> str:
    """Where the first input stands: several convolutions have a folder each."""
    first = next((name for name in names if name.rpartition("/")[2] == "input.csv"), "")
    return first.removesuffix("input.csv")


def _check_parts(parts: Mapping[str, zipfile.ZipInfo], bounds: Bounds) -> None:
    """Refuses by what an archive's directory says; unpacking stops where a part is larger than that."""
    left = bounds.size
    for name, info in parts.items():
        left -= info.file_size
        if left < 0:
            raise ConvError("file: {name} has more than {most} MB when unpacked", name=name, most=bounds.size >> 20)
        if info.compress_type not in METHODS:
            raise ConvError(
                "file: {name} is packed by a method that is not read here: store and deflate are", name=name
            )


def _part(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    with archive.open(info) as part:
        return part.read(info.file_size)
