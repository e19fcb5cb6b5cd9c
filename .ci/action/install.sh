#!/usr/bin/env bash
# Puts provgen on the PATH: the one that is installed, if it will do; else a release's binary; else it is built.
set -euo pipefail

version="${INPUT_VERSION:-}"
version="${version#v}"
if [[ -n $version && ! $version =~ ^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.]+)?$ ]]; then
  echo "::error title=provgen::the input \`version\` is no version: write 0.1.0 for one"
  exit 2
fi

if command -v provgen >/dev/null; then
  installed="$(provgen --version)"
  if [[ -z $version || $installed == "provgen $version" ]]; then
    echo "$installed is installed"
    exit 0
  fi
fi

root="${RUNNER_TEMP:?}/provgen"
mkdir -p "$root/bin"
echo "$root/bin" >>"${GITHUB_PATH:?}"
repository="${ACTION_REPOSITORY:-}"
if [[ -n $version && -z $repository ]]; then
  echo "::error title=provgen::nobody knows which repository the action is of: leave the input \`version\` out"
  exit 2
fi

if [[ -n $version ]] && command -v gh >/dev/null; then
  asset="provgen-$(uname -m)-$(uname -s).tar.gz"
  if gh release download "v$version" --repo "$repository" --pattern "$asset" --dir "$root" 2>/dev/null; then
    tar -xzf "$root/$asset" -C "$root/bin"
    "$root/bin/provgen" --version
    exit 0
  fi
  echo "there is no $asset in release v$version: building it"
fi

if [[ -n $version ]]; then
  cargo install --locked --root "$root" --git "${GITHUB_SERVER_URL:-https://github.com}/$repository" --tag "v$version" provgen
else
  cargo install --locked --root "$root" --path "${GITHUB_ACTION_PATH:?}"
fi
