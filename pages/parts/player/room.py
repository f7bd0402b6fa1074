"""The room that a player will take, told before anything is drawn, so that nothing below it jumps.

The player chooses its cells in the browser, from what the window allows. The name of the container around it carries
the numbers for the same sum: a style sheet or a component would come too late. assets/shell/steady.js does it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from convcore.layouts.surface import LARGEST_CELL, SMALLEST_CELL, Arrangement
from pages.parts import session

USUAL, ROOMY = (900, 700), 26  # pixels of a usual stage; at such a cell the widest arrangement is taken
ABOVE, BAR = 186, 100  # pixels above a player, and of its sentence and controls


def hold(key: str, arrange: Callable[[], Sequence[Arrangement]], cell: int | None = None) -> str:
    """The name by which a player's container is known all through a session, from when it is first drawn.

    A container of another name would be built anew, and the player in it: it would forget where it stood.
    """
    rooms: dict[str, str] = session.recall(session.ROOMS) or {}
    if key not in rooms:
        rooms = {**rooms, key: name_room(key, arrange(), cell)}
        session.keep(rooms, session.ROOMS)
    return rooms[key]


def name_room(key: str, arrangements: Sequence[Arrangement], cell: int | None = None) -> str:
    """The name of the container around a player.

    Args:
        key: the player's own name.
        arrangements: of its scene.
        cell: its largest cell, None where the player says.

    >>> from convcore.layouts.surface import Length
    >>> name_room("one", [Arrangement("wide", width=Length(9, 60), height=Length(4, 20))], 40)
    'room-9-60-4-20-9-60-4-20-40-8-186-100-one'
    """
    phone = next((one for one in arrangements if one.name == "narrow"), arrangements[-1])
    sides = [side for one in (_usual(arrangements), phone) for side in (one.width, one.height)]
    numbers = [*(number for side in sides for number in side), cell or LARGEST_CELL, SMALLEST_CELL, ABOVE, BAR]
    return "-".join(["room", *(str(round(number)) for number in numbers), key])


def _usual(arrangements: Sequence[Arrangement]) -> Arrangement:
    """The arrangement that a screen of usual size gets."""
    large = [one for one in arrangements if one.name != "narrow"] or arrangements
    roomy = [one for one in large if one.name == "wide" and one.cell(USUAL) >= ROOMY]
    return max(roomy or large, key=lambda one: one.cell(USUAL))
