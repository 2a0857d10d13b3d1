#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Write the golden files anew; read the difference (git diff) before it is committed.
#
# usage: regenerate.sh [NAME...]     all cases without a name
#
# The plugin is $PORTLORE_PLUGIN, else the one in build/plugin/ of the project.

set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
plugin=${PORTLORE_PLUGIN:-$here/../../build/plugin/portlore.so}
if [ ! -f "$plugin" ]; then
    echo "regenerate.sh: no plugin at $plugin; build it, or set PORTLORE_PLUGIN" >&2
    exit 2
fi
python3 -B "$here/generate.py"
exec python3 -B "$here/run_cases.py" --plugin "$plugin" --update "$@"
