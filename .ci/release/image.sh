#!/usr/bin/env bash
# Lays out what the container is made of, the binaries of a release's archives: `image.sh RELEASE OUT`.
set -euo pipefail
root="$(cd "$(dirname "$0")/../.." && pwd)"
# shellcheck source=.ci/release/names.sh
source "$root/.ci/release/names.sh"
release="${1:?say where the archives are}"
out="${2:?say where the binaries go}"

version="$(stated version "$root/Cargo.toml")"
for machine in amd64:x86_64 arm64:aarch64; do
  target="${machine#*:}-unknown-linux-musl"
  mkdir -p "$out/linux/${machine%:*}"
  tar -xzOf "$release/$(archive_of "$version" "$target")" "$(folder_of "$version" "$target")/provgen" \
    >"$out/linux/${machine%:*}/provgen"
done
