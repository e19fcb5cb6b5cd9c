#!/usr/bin/env bash
# Builds the binary of a target on a machine that can run it, and runs it: `build.sh TARGET OUT`. OUT gets a folder called like
# the target. The binary needs no library that a system may not have.
set -euo pipefail
cd "$(dirname "$0")/../.."
# shellcheck source=.ci/release/names.sh
source .ci/release/names.sh
target="${1:?say the target}"
out="${2:?say where the binary goes}"
program="$(program_of "$target")"

if command -v rustup >/dev/null; then
  rustup target add "$target"
fi
case "$target" in
  *-linux-musl)
    # What is written in C, an allocator and cryptography, is compiled for musl, too.
    if ! command -v musl-gcc >/dev/null; then
      as_root=()
      [[ $(id -u) == 0 ]] || as_root=(sudo)
      "${as_root[@]}" apt-get update -q
      "${as_root[@]}" apt-get install -y -q --no-install-recommends musl-tools
    fi
    export "CC_${target//-/_}=musl-gcc"
    ;;
  *-windows-msvc) export RUSTFLAGS="-C target-feature=+crt-static" ;;
esac
cargo build --locked --release --bin provgen --target "$target"
built="${CARGO_TARGET_DIR:-target}/$target/release/$program"

if [[ $target == *-linux-* ]] && readelf --program-headers "$built" | grep -F INTERP; then
  echo "the binary for $target isn't static" >&2
  exit 1
fi
# It does what the README begins with.
"$built" --version
"$built" generate --check

mkdir -p "$out/$target"
cp "$built" "$out/$target/$program"
