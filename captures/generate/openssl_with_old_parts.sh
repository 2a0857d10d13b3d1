#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Build the openssl command with what Debian leaves out of it: compression, IDEA, SSL 3.0 and more. For recordings alone.
#
# usage: openssl_with_old_parts.sh SOURCE FOLDER
#   SOURCE   folder with OpenSSL's source, of version 3.0: apt-get source openssl, with a deb-src line in the list of sources
#   FOLDER   where it is built; then say export PORTLORE_OPENSSL_WITH_OLD_PARTS=FOLDER/apps/openssl
#
# Needs a C compiler, make, Perl and zlib1g-dev. Takes some minutes; nothing is installed.

set -eu

if [ $# -ne 2 ] || [ ! -x "$1/Configure" ]; then
    echo "usage: openssl_with_old_parts.sh SOURCE FOLDER" >&2
    exit 2
fi
source=$(CDPATH='' cd -- "$1" && pwd)
mkdir -p "$2"
folder=$(CDPATH='' cd -- "$2" && pwd)
cd "$folder"
# Without modules, the providers are in the command itself.
"$source/Configure" no-shared no-tests no-module zlib enable-idea enable-ssl3 enable-ssl3-method enable-weak-ssl-ciphers \
    --prefix="$folder/installed" --openssldir="$folder/installed"
make build_generated
make "-j$(nproc)" apps/openssl
echo "built $folder/apps/openssl"
