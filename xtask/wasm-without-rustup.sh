# Sourced by ./dev where rustup is missing: Debian's own compiler, and a WASM standard library built
# from Debian's source package, once.
# Everything is then compiled by Debian's compiler: a standard library of one release does not fit the
# compiler of another.

sysroot=$tools/sysroot
missing=
for package in rustc-web cargo-web rust-web-src lld-19; do
    state=$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || true)
    [ "$state" = installed ] || missing="$missing $package"
done
if [ -n "$missing" ]; then
    say "no rustup: installing Debian's compiler:$missing"
    sudo=
    [ "$(id -u)" = 0 ] || sudo=sudo
    # shellcheck disable=SC2086 # a list of words
    DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends $missing >&2
fi
PATH="/usr/bin:$PATH"
export RUSTC=/usr/bin/rustc
version=$($RUSTC --version)
if [ "$(cat "$sysroot/version" 2>/dev/null || true)" != "$version" ]; then
    say "building the WASM standard library for $version (about a minute)"
    rm -rf "$sysroot"
    empty=$(mktemp -d)
    mkdir -p "$empty/src"
    printf '#![no_std]\n' >"$empty/src/lib.rs"
    printf '[package]\nname = "empty"\nversion = "0.0.0"\nedition = "2024"\n' >"$empty/Cargo.toml"
    # The bootstrap switch opens build-std for this one crate; LTO needs the bitcode.
    (
        cd "$empty"
        RUSTFLAGS=-Cembed-bitcode=yes RUSTC_BOOTSTRAP=1 /usr/bin/cargo build --release --quiet \
            -Z build-std=std,panic_abort,panic_unwind,proc_macro,test \
            --target wasm32-unknown-unknown --target-dir "$empty/target" >&2
    )
    host=$($RUSTC -vV | sed -n 's/^host: //p')
    mkdir -p "$sysroot/lib/rustlib/wasm32-unknown-unknown/lib" "$sysroot/lib/rustlib/$host/bin"
    cp "$empty"/target/wasm32-unknown-unknown/release/deps/*.rlib \
        "$sysroot/lib/rustlib/wasm32-unknown-unknown/lib/"
    ln -s "$(command -v ld.lld-19 || echo /usr/bin/lld-19)" "$sysroot/lib/rustlib/$host/bin/rust-lld"
    ln -s "$($RUSTC --print sysroot)/lib/rustlib/$host/lib" "$sysroot/lib/rustlib/$host/lib"
    printf '%s' "$version" >"$sysroot/version"
    rm -rf "$empty"
fi
export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS="--sysroot=$sysroot"
