# SPDX-License-Identifier: GPL-2.0-or-later
"""Junos' reversible obfuscation of secrets, "$9$": the encoder that a router applies to what is loaded in clear.

There is no key. A character stands for the distance to the one before it in a fixed alphabet; one byte of plain text takes as
many characters as its row of weights has, and the distances times the weights add up to the byte.
"""

FAMILIES = ("QzF3n6/9CAtpu0O", "B1IREhcSyrleKvMW8LXx", "7N-dVbwsY2g4oaJZGUDj", "iHkq.mPf5T")
ALPHABET = "".join(FAMILIES)
WEIGHTS = ((1, 4, 32), (1, 16, 32), (1, 8, 32), (1, 64), (1, 32), (1, 4, 16, 128), (1, 32, 64))


def filler_length(salt):
    """How many meaningless characters follow the salt: 3 for the first family down to 0 for the last."""
    return next(3 - number for number, family in enumerate(FAMILIES) if salt in family)


def encode(plain, salt, filler):
    """The "$9$" form of an ASCII string. salt: one character of the alphabet. filler: at least filler_length(salt) of them."""
    result = salt + filler[:filler_length(salt)]
    previous = salt
    for index, byte in enumerate(plain.encode("ascii")):
        gaps = []
        for weight in reversed(WEIGHTS[index % len(WEIGHTS)]):
            gaps.insert(0, byte // weight)
            byte %= weight
        for gap in gaps:
            previous = ALPHABET[(ALPHABET.index(previous) + gap + 1) % len(ALPHABET)]
            result += previous
    return "$9$" + result
