#!/usr/bin/env bash
# Says where provgen comes from, and installs nothing. Its outputs: `from`, which is release or build, or nothing where what is
# installed will do; `version`, `target` and `repository` of the release; `folder`, what is kept there for later runs; `key`,
# under which it is kept.
set -euo pipefail
action="${GITHUB_ACTION_PATH:?}"
: "${RUNNER_TEMP:?}"
# shellcheck source=.ci/release/names.sh
source "$action/.ci/release/names.sh"

output() { printf '%s=%s\n' "$1" "$2" >>"${GITHUB_OUTPUT:?}"; }

fail() {
  echo "::error title=provgen::$1"
  exit 2
}

version="${INPUT_VERSION:-}"
version="${version#v}"
if [[ -n $version && ! $version =~ ^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.]+)?$ ]]; then
  fail "the input \`version\` is no version: write 0.1.0 for one"
fi

if command -v provgen >/dev/null; then
  installed="$(provgen --version)"
  if [[ -z $version || $installed == "provgen $version" ]]; then
    echo "$installed is installed"
    exit 0
  fi
fi

# A runner unpacks an action to _actions/OWNER/NAME/REVISION. Where a step before used another action, it says no more which
# repository this one is of.
repository="${ACTION_REPOSITORY:-}"
revision="${ACTION_REVISION:-}"
path="${action//\\//}"
if [[ $path =~ /_actions/([^/]+/[^/]+)/([^/]+) ]]; then
  repository="${BASH_REMATCH[1]}"
  revision="${BASH_REMATCH[2]}"
fi
if [[ -n $version && -z $repository ]]; then
  fail "nobody knows which repository the action is of: leave the input \`version\` out"
fi

# Without a version, the release that the action itself is of: by its tag, or by the commit that the tag is at.
own="$(stated version "$action/Cargo.toml")"
released() {
  [[ -n $repository ]] || return 1
  [[ $revision != "v$own" ]] || return 0
  [[ $revision =~ ^[0-9a-f]{40}$ ]] && command -v gh >/dev/null &&
    [[ "$(gh api "repos/$repository/commits/v$own" --jq .sha 2>/dev/null)" == "$revision" ]]
}
if [[ -z $version ]] && released; then
  version="$own"
fi

target="$(target_of "$(uname -s)" "$(uname -m)")"
has_binary() {
  local archive files=""
  [[ -n $version && -n $target ]] || return 1
  archive="$(archive_of "$version" "$target")"
  if command -v gh >/dev/null; then
    files="$(gh release view "v$version" --repo "$repository" --json assets --jq '.assets[].name' 2>/dev/null || true)"
  fi
  [[ $'\n'"$files"$'\n' != *$'\n'"$archive"$'\n'* ]] || return 0
  curl -fsSIL -o /dev/null "${GITHUB_SERVER_URL:-https://github.com}/$repository/releases/download/v$version/$archive" 2>/dev/null
}

if has_binary; then
  from=release
  key="$(folder_of "$version" "$target")"
else
  from=build
  if [[ -n $version ]]; then
    echo "release v$version of $repository has no binary for $(uname -s) $(uname -m): provgen is built"
    key="provgen-built-v$version-$(uname -s)-$(uname -m)"
  else
    echo "the action is of no release: provgen is built"
    # What it is built from, by name and content: `main` is another one each day.
    sources="$(cd "$action" && find Cargo.toml Cargo.lock src templates -type f | LC_ALL=C sort)"
    contents="$(cd "$action" && git hash-object --no-filters --stdin-paths <<<"$sources")"
    sources="$(printf '%s\n' "$sources" "$contents" | sha256)"
    key="provgen-built-$sources-$(uname -s)-$(uname -m)"
  fi
fi
output from "$from"
output version "$version"
output target "$target"
output repository "$repository"
output folder "$RUNNER_TEMP/provgen/kept"
output key "$key"
