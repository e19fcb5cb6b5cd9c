#!/usr/bin/env bash
# Packs the crate, and installs provgen from what was packed, as those would who take it from a registry: `crate.sh [RUST]`.
# RUST is a toolchain that rustup has. The build has no optimization: it is to find what is missing, soon.
set -euo pipefail
cd "$(dirname "$0")/../.."
# shellcheck source=.ci/release/names.sh
source .ci/release/names.sh
crate="provgen-$(stated version Cargo.toml)"
rust=()
if [[ -n ${1:-} ]]; then
  rust=("+$1")
fi
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
target="$(cargo metadata --locked --no-deps --format-version 1 | sed 's/.*"target_directory":"\([^"]*\)".*/\1/')"

# What is packed is committed, belongs to the program, and is there whole.
# Why nothing can be packed is worth its place; which tests aren't packed is no news.
cargo package --locked --allow-dirty --list 2>"$work/told" >"$work/list" || {
  cat "$work/told" >&2
  exit 1
}
LC_ALL=C sort "$work/list" >"$work/packed"
{
  git ls-files src templates | grep -vE '/tests(\.rs$|/)'
  printf '%s\n' .cargo_vcs_info.json CHANGELOG.md Cargo.lock Cargo.toml Cargo.toml.orig LICENSE README.md
} | LC_ALL=C sort >"$work/expected"
diff "$work/expected" "$work/packed" || {
  echo "the crate doesn't have what it should have: < is missing, > is too much" >&2
  exit 1
}

cargo package --locked --allow-dirty --no-verify --quiet
# Outside of the workspace, of which it is no member. What is packed says that it is of 2006: cargo would take what it built of an
# earlier one for up to date.
tar -xzmf "$target/package/$crate.crate" -C "$work"
CARGO_INCREMENTAL=0 cargo ${rust[@]+"${rust[@]}"} install --locked --debug --quiet --path "$work/$crate" --root "$work/installed" \
  --target-dir "$target/crate" --config 'profile.dev.debug=false' --config 'profile.dev.package."*".opt-level=0'
# Templates, rules and schemas come from the crate alone.
for command in "--version" "generate --check" "explain signature-rerouted" "schema config"; do
  # shellcheck disable=SC2086
  "$work/installed/bin/provgen" $command >"$work/printed" || {
    cat "$work/printed"
    echo "what was installed from the crate fails at \`provgen $command\`" >&2
    exit 1
  }
done
echo "$(grep -c . "$work/packed") files, and what is installed from them works"
