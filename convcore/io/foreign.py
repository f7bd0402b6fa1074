"""Files that hold no numbers as text: what they are is seen from their first bytes, and what helps is said."""

from __future__ import annotations

from convcore.errors import ConvError, quote

PICTURES = (
    (0, b"\x89PNG", "PNG"),
    (0, b"\xff\xd8\xff", "JPEG"),
    (0, b"GIF8", "GIF"),
    (8, b"WEBP", "WebP"),
    (4, b"ftyp", "HEIC"),
    (0, b"II*\0", "TIFF"),
    (0, b"MM\0*", "TIFF"),
)
SHEETS = ((0, b"PK\x03\x04"), (0, b"\xd0\xcf\x11\xe0"))  # .xlsx and .ods are archives, .xls is older
AS_NUMBERS = "print(np.asarray(Image.open({file}).convert('L').resize((16, 16))).tolist())"


def check_text(file: str, data: bytes) -> None:
    """Refuses a picture and a spreadsheet's own file, where text is needed.

    Raises:
        ConvError: with what gives the numbers as text.

    >>> check_text("table.xlsx", bytes([80, 75, 3, 4]))
    Traceback (most recent call last):
    convcore.errors.ConvError: table.xlsx is a spreadsheet's own file: save it as CSV, or copy its cells and paste them
    """
    for at, mark, name in PICTURES:
        if data[at : at + len(mark)] == mark:
            raise ConvError(
                "{file} is a picture ({format}), and numbers are read here: paste what {code} says in Python",
                file=file,
                format=name,
                code=AS_NUMBERS.format(file=quote(file)),
            )
    if any(data[at : at + len(mark)] == mark for at, mark in SHEETS):
        raise ConvError(
            "{file} is a spreadsheet's own file: save it as CSV, or copy its cells and paste them", file=file
        )
