"""The graph of an ONNX file with another output, inputs of other sizes and other constants, without a library for it.

The file is one protobuf message. Field numbers are those of onnx.proto (ONNX 1.x): a model's graph is 7; of a graph the
nodes are 1, the inputs 11, the outputs 12, and the sizes known between are 13; of a value its name is 1 and its type is
2; of a node what it takes is 1, what it gives 2, its name 3, what it does 4, and how 5: by name (1) and number (3, of
kind 20) or tensor (5), whose bytes are 9.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping, Sequence

Constants = Mapping[str, Sequence[int]]
"""What nodes that give whole numbers of 64 bits are to say, by their names: as many as they say in the file."""

_GRAPH, _NODE, _INPUT, _OUTPUT, _BETWEEN = 7, 1, 11, 12, 13
_BYTES = 2
_FLOAT, _INT = 1, 2
_JOINED = "joined"
_CHANNELS = 1
_NAME, _SAID = 3, (5, 5, 9)
"""Where a node says its name, and a constant its bytes."""


def with_output(
    model: bytes, values: Sequence[str], sizes: Sequence[Sequence[int]], constants: Constants | None = None
) -> bytes:
    """*model* with what is called *values*, joined along the channels, as its only output; its inputs have *sizes*.

    *constants* say something else; ``KeyError`` where there is no such node. Nodes that lead nowhere any more stay in
    the file; whoever runs it leaves them out.
    """
    parts: list[bytes | memoryview] = []
    for number, whole, inside in _fields(memoryview(model)):
        if number == _GRAPH:
            # All weights are in it: they are copied once, at the end.
            graph = _cut(inside, values, sizes, dict(constants or {}))
            parts += [_head(_GRAPH, sum(len(part) for part in graph)), *graph]
        else:
            parts.append(whole)
    return b"".join(parts)


def _cut(
    graph: memoryview, values: Sequence[str], sizes: Sequence[Sequence[int]], constants: dict[str, Sequence[int]]
) -> list[bytes | memoryview]:
    parts: list[bytes | memoryview] = []
    inputs = iter(sizes)
    for number, whole, inside in _fields(graph):
        if number == _INPUT:
            name = next(bytes(text) for field, _, text in _fields(inside) if field == 1)
            parts.append(_field(_INPUT, _value(name, next(inputs))))
        elif number == _NODE and constants and (said := constants.pop(_name(inside), None)) is not None:
            parts.append(_field(_NODE, _replaced(inside, _SAID, struct.pack(f"<{len(said)}q", *said))))
        elif number not in (_OUTPUT, _BETWEEN):
            parts.append(whole)
    if constants:
        raise KeyError(f"the network has no {', '.join(constants)}")
    return [*parts, _field(_NODE, _join(values)), _field(_OUTPUT, _value(_JOINED.encode(), None))]


def _join(values: Sequence[str]) -> bytes:
    """A NodeProto that lays *values* one behind the other along their channels, the second axis."""
    axis = _field(1, b"axis") + _varint(3 << 3) + _varint(_CHANNELS) + _varint(20 << 3) + _varint(_INT)
    parts = [_field(1, name.encode()) for name in values]
    return b"".join([*parts, _field(2, _JOINED.encode()), _field(4, b"Concat"), _field(5, axis)])


def _value(name: bytes, sizes: Sequence[int] | None) -> bytes:
    """A ValueInfoProto: float numbers of that name, and of these sizes where they are given."""
    tensor = _varint(1 << 3) + _varint(_FLOAT)
    if sizes is not None:
        tensor += _field(2, b"".join(_field(1, _varint(1 << 3) + _varint(size)) for size in sizes))
    return _field(1, name) + _field(2, _field(1, tensor))


def _name(node: memoryview) -> str:
    return next((bytes(text).decode() for field, _, text in _fields(node) if field == _NAME), "")


def _replaced(message: memoryview, path: Sequence[int], payload: bytes) -> bytes:
    """*message* with another *payload* of what the numbers of fields in *path* lead to."""
    first, *rest = path
    return b"".join(
        whole if number != first else _field(number, _replaced(inside, rest, payload) if rest else payload)
        for number, whole, inside in _fields(message)
    )


def _fields(message: memoryview) -> Iterator[tuple[int, memoryview, memoryview]]:
    """Each field's number, the bytes of all of it, and its payload."""
    place = 0
    while place < len(message):
        begun = place
        tag, place = _read(message, place)
        inside = place
        if tag & 7 == _BYTES:
            length, inside = _read(message, place)
            place = inside + length
        elif tag & 7 == 0:
            _, place = _read(message, place)
        else:
            place += 8 if tag & 7 == 1 else 4
        yield tag >> 3, message[begun:place], message[inside:place]


def _read(message: memoryview, place: int) -> tuple[int, int]:
    """The varint at *place*, and the place after it."""
    value = shift = 0
    while True:
        byte = message[place]
        value |= (byte & 0x7F) << shift
        place, shift = place + 1, shift + 7
        if byte < 0x80:
            return value, place


def _varint(value: int) -> bytes:
    found = bytearray()
    while value > 0x7F:
        found.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*found, value])


def _field(number: int, payload: bytes) -> bytes:
    return _head(number, len(payload)) + payload


def _head(number: int, length: int) -> bytes:
    return _varint(number << 3 | _BYTES) + _varint(length)
