#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes docs/design/rooms.md: a picture of the rooms, drawn from the includes of the headers.

`--check` writes nothing, and fails when the picture is not what it would write.
"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tests/headers"))
import includes  # noqa: E402
import index  # noqa: E402

PAGE = index.ROOT / "docs/design/rooms.md"


def reached(arrows, room):
    """All rooms to which arrows lead from this one."""
    return set().union(*({other} | reached(arrows, other) for other in arrows.get(room, ())), set())


def floor(arrows, room):
    """As high as the longest way down."""
    return max((1 + floor(arrows, other) for other in arrows.get(room, ())), default=0)


def nearest(arrows, room):
    """The arrows that no longer way stands for."""
    return {other for other in arrows.get(room, ())
            if not any(other in reached(arrows, between) for between in arrows[room] - {other})}


def picture(arrows):
    rooms = arrows.keys() | set().union(*arrows.values(), set())
    order = {room: number for number, room in enumerate(index.ROOMS)}
    width = max(map(len, rooms), default=0)
    floors = {}
    for room in rooms:
        floors.setdefault(floor(arrows, room), []).append(room)
    for level in sorted(floors, reverse=True):
        for number, room in enumerate(sorted(floors[level], key=lambda room: order.get(room, -1))):
            others = sorted(nearest(arrows, room), key=lambda other: (-floor(arrows, other), order.get(other, -1)))
            line = f"{level if number == 0 else '':>2}  {room:<{width}}"
            yield f"{line}  ──> {'  '.join(others)}" if others else line.rstrip()
    yield ""


def page(arrows):
    rooms = sorted(arrows, key=lambda room: (floor(arrows, room), room))
    return "\n".join([
        "# The rooms", "",
        "Each folder of `include/crucible/telemetry/` is a room, and data goes one way through them. This picture is drawn "
        "from the includes by `docs/generate/rooms.py`, and a test holds it to them. A room stands one floor above the "
        "highest of those that it includes; an arrow is left out where a longer way leads to the same room. `telemetry` is "
        "the header that most programs include. What the rooms are for stands in [the reference](../reference/README.md).",
        "", "```text", *picture(arrows), "```", "",
        "Which room may include which at most, and which does, is in `tests/headers/includes.py`: a new arrow is an error "
        "until it is written there. Every arrow, one by one:", "",
        "| room | includes |", "|---|---|",
        *(f"| {room} | {', '.join(sorted(arrows[room], key=lambda other: (floor(arrows, other), other)))} |" for room in rooms),
        ""])


def main():
    arrows = includes.arrows_of(index.ROOT / "include")
    arrows.pop("fwd", None)  # names without what they stand for
    return index.write({PAGE: page(arrows)})


if __name__ == "__main__":
    sys.exit(main())
