#!/usr/bin/env bash
# Publishes a release with all files of a folder, and what CHANGELOG.md says of it: `publish.sh FOLDER TAG`.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
folder="${1:?say where the files are}"
tag="${2:?say the tag}"
version="${tag#v}"

options=(--repo "${GITHUB_REPOSITORY:?}" --verify-tag --title "provgen $version")
if [[ $version == *-* ]]; then
  options+=(--prerelease)
fi
bash "$here/notes.sh" "$version" | gh release create "$tag" "${options[@]}" --notes-file - "$folder"/*
