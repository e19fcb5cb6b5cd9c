#!/usr/bin/env bash
# Whether what is checked out is the release that a tag names: `check.sh TAG [REPOSITORY]`. It tells all that isn't, and
# then fails. REPOSITORY is `owner/name`, where it is known.
set -euo pipefail
root="$(cd "$(dirname "$0")/../.." && pwd)"
# shellcheck source=.ci/release/names.sh
source "$root/.ci/release/names.sh"

tag="${1:?say the tag}"
repository="${2:-}"
failed=0
wrong() {
  echo "$1" >&2
  failed=1
}

version="$(stated version "$root/Cargo.toml")"
if [[ $tag != "v$version" ]]; then
  wrong "the tag is $tag, and Cargo.toml says version $version"
fi

published="$(stated repository "$root/Cargo.toml")"
if [[ $published == *your-organisation* ]]; then
  wrong "Cargo.toml's repository is a stand-in: say where provgen is published, and replace \`your-organisation\` elsewhere"
elif [[ -n $repository && $published != *"/$repository" ]]; then
  wrong "this is $repository, and Cargo.toml says that provgen is published at $published"
fi

heading="$(grep -m 1 '^## \[[^U]' "$root/CHANGELOG.md" || true)"
if [[ ! $heading =~ ^"## [$version] - "[0-9]{4}-[0-9]{2}-[0-9]{2}$ ]]; then
  wrong "CHANGELOG.md's first version is \`${heading:-none}\`, and must be \`## [$version] - YYYY-MM-DD\`"
elif [[ -z "$(bash "$root/.ci/release/notes.sh" "$version")" ]]; then
  wrong "CHANGELOG.md says nothing of $version"
fi
# What isn't under a version is in no release's notes.
if [[ -n "$(bash "$root/.ci/release/notes.sh" Unreleased)" ]]; then
  wrong "CHANGELOG.md has entries under Unreleased: move them below the heading of $version"
fi

for name in README.md docs/installing.md examples/workflows; do
  others="$(grep -rhoE 'provgen(@|-| --tag )v[0-9][0-9A-Za-z.-]*' "$root/$name" | grep -vE "v${version//./\\.}(-[a-z].*)?\$" | sort -u || true)"
  if [[ -n $others ]]; then
    wrong "$name names another version: ${others//$'\n'/, }"
  fi
done
for name in README.md docs/installing.md; do
  if grep -q 'There is none yet' "$root/$name"; then
    wrong "$name says that there is no release yet"
  fi
done
exit "$failed"
