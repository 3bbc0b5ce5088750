#!/bin/sh
# A C compiler for a type check of the iOS app without Apple's headers: only what Rust is checked against has to
# come out of it, nothing is linked. Assembly and the one file of Objective-C need no headers and are compiled for
# iOS; C is compiled against Debian's own headers for arm64, without the options that only Apple's targets know.
set -eu
for argument; do
    case $argument in
    *.S | *.s | *.m) exec clang-19 "$@" ;;
    esac
done
count=$#
skip=no
while [ "$count" -gt 0 ]; do
    argument=$1
    shift
    count=$((count - 1))
    if [ "$skip" = yes ]; then
        skip=no
        continue
    fi
    case $argument in
    -isysroot | -arch) skip=yes ;;
    --target=* | -m*-version-min=* | -gfull) ;;
    *) set -- "$@" "$argument" ;;
    esac
done
exec clang-19 "$@" --target=aarch64-linux-gnu \
    -isystem /usr/aarch64-linux-gnu/include -isystem /usr/include/aarch64-linux-gnu \
    -idirafter /usr/include/x86_64-linux-gnu
