# SPDX-License-Identifier: GPL-2.0-or-later
"""What an installation below a prefix has to hold, beside the plugin: paths below the prefix."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
METAINFO = Path("share/metainfo/org.wireshark.Wireshark.Plugin.Portlore.metainfo.xml")
# Of the profile, by their names in its folder; a personal installation has these, too.
PROFILE_FILES = sorted(path.name for path in (ROOT / "plugin" / "profile" / "Portlore").iterdir())
DOCUMENTS = [METAINFO, Path("share/portlore/registry.xsd"),
             *(Path("share/doc/portlore") / name for name in ("README.md", "copyright", "changelog.gz", "changelog.Debian.gz")),
             *(Path("share/doc/portlore") / path.relative_to(ROOT)
               for path in [*(ROOT / "docs").glob("*.md"), *(ROOT / "docs" / "pictures").glob("*.png")])]
