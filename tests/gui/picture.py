# SPDX-License-Identifier: GPL-2.0-or-later
"""Pictures of a screen: read from the file in which Xvfb keeps it, asked for their colours, written as PNG, with Python's own library alone."""

import struct
import zlib
from collections import Counter

# The first 20 numbers of XWDFileHeader in X11/XWDFile.h, big-endian; sizes in bytes, lengths in pixels.
XWD_HEADER = struct.Struct(">20I")
XWD_COLOUR_SIZE = 12
# Of ISO/IEC 15948.
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
PNG_WITH_PALETTE = 3
PNG_COLOURS = 256


class Picture:
    """width * height pixels of three bytes: red, green, blue."""

    def __init__(self, width, height, pixels):
        self.width, self.height, self.pixels = width, height, pixels

    @classmethod
    def of_xwd(cls, data):
        """Of a screen with 24 bits a pixel, as Xvfb keeps it."""
        size, _, _, depth, width, height, _, most_first, _, _, _, bits, line, _, red, green, blue, _, _, colours = XWD_HEADER.unpack_from(data)
        if (depth, bits, red, green, blue) != (24, 32, 0xFF0000, 0xFF00, 0xFF):
            raise ValueError(f"a screen of another kind: {depth} bits of {bits}")
        start = size + XWD_COLOUR_SIZE * colours
        joined = b"".join(data[start + y * line:start + y * line + 4 * width] for y in range(height))
        pixels = bytearray(3 * width * height)
        for target, source in enumerate((1, 2, 3) if most_first else (2, 1, 0)):
            pixels[target::3] = joined[source::4]
        return cls(width, height, bytes(pixels))

    def cut(self, x, y, width, height):
        """A part of it, which begins there."""
        starts = (3 * (row * self.width + x) for row in range(y, y + height))
        return Picture(width, height, b"".join(self.pixels[start:start + 3 * width] for start in starts))

    def at(self, x, y):
        """The colour of a point."""
        place = 3 * (y * self.width + x)
        return tuple(self.pixels[place:place + 3])

    def colours(self):
        """{(red, green, blue): number of pixels}"""
        counts = Counter(self.pixels[at:at + 3] for at in range(0, len(self.pixels), 3))
        return {tuple(colour): count for colour, count in counts.items()}

    def png(self):
        """The file, as bytes, with a palette: colours that are not in it become the nearest that are."""
        counts = self.colours()
        nearest, palette = _palette(sorted(counts, key=lambda colour: (-counts[colour], colour)))
        index = {bytes(colour): bytes([at]) for colour, at in nearest.items()}
        pixels = b"".join(index[self.pixels[at:at + 3]] for at in range(0, len(self.pixels), 3))
        # Each line begins with its filter: none.
        lines = b"".join(b"\0" + pixels[start:start + self.width] for start in range(0, len(pixels), self.width))
        chunks = [(b"IHDR", struct.pack(">IIBBBBB", self.width, self.height, 8, PNG_WITH_PALETTE, 0, 0, 0)),
                  (b"PLTE", b"".join(bytes(colour) for colour in palette)), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b"")]
        return PNG_SIGNATURE + b"".join(
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks)


def _palette(colours):
    """({colour: its place in the palette}, palette) of colours, the most frequent first. Half of the palette are those, for text and areas; the other
    half those that are furthest from all before them, so that an icon keeps its colours."""
    palette, nearest = [], {colour: (float("inf"), 0) for colour in colours}
    while len(palette) < min(PNG_COLOURS, len(colours)):
        at = len(palette)
        chosen = colours[at] if at < PNG_COLOURS // 2 else max(colours, key=lambda colour: nearest[colour][0])
        palette.append(chosen)
        for colour in colours:
            nearest[colour] = min(nearest[colour], (sum((one - other) ** 2 for one, other in zip(colour, chosen)), at))
    return {colour: at for colour, (_, at) in nearest.items()}, palette
