# SPDX-License-Identifier: GPL-2.0-or-later
"""The synthetic cases: what goes over the wire, and what a dissector must make of it."""
