# SPDX-License-Identifier: GPL-2.0-or-later
"""Pictures of a screen: read from the file in which Xvfb keeps it, asked for their colours, written as PNG. Python's own library is enough for that."""

import struct
import zlib
from collections import Counter

# The first 20 numbers of XWDFileHeader in X11/XWDFile.h, big-endian; sizes in bytes, lengths in pixels.
XWD_HEADER = struct.Struct(">20I")
XWD_COLOUR_SIZE = 12


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

    def colours(self):
        """{(red, green, blue): number of pixels}"""
        counts = Counter(self.pixels[at:at + 3] for at in range(0, len(self.pixels), 3))
        return {tuple(colour): count for colour, count in counts.items()}

    def png(self):
        """The file, as bytes; with a palette where 256 colours are enough."""
        counts = self.colours()
        palette = sorted(counts, key=counts.get, reverse=True)
        if len(palette) <= 256:
            index = {bytes(colour): bytes([at]) for at, colour in enumerate(palette)}
            rows = self._rows(b"".join(index[self.pixels[at:at + 3]] for at in range(0, len(self.pixels), 3)), 1)
            kind, extra = 3, [(b"PLTE", b"".join(bytes(colour) for colour in palette))]
        else:
            rows, kind, extra = self._rows(self.pixels, 3), 2, []
        chunks = [(b"IHDR", struct.pack(">IIBBBBB", self.width, self.height, 8, kind, 0, 0, 0)), *extra,
                  (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b"")]
        return b"\x89PNG\r\n\x1a\n" + b"".join(
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks)

    def _rows(self, data, size):
        """Lines of pixels of that size in bytes, each with the filter None before it (PNG, section 9)."""
        line = self.width * size
        return b"".join(b"\0" + data[start:start + line] for start in range(0, len(data), line))
