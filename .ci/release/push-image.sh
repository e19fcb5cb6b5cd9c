#!/usr/bin/env bash
# Builds the container of a release for each kind of machine, and pushes it: `push-image.sh FOLDER TAG`, with the folder that
# `image.sh` laid out. Its outputs are the container's name and digest. TOKEN may write packages of GITHUB_REPOSITORY.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
folder="${1:?say where the binaries are}"
version="${2:?say the tag}"
version="${version#v}"

name="ghcr.io/$(tr '[:upper:]' '[:lower:]' <<<"${GITHUB_REPOSITORY:?}")"
tags=(--tag "$name:$version")
# What comes before a version isn't what somebody gets who names none.
if [[ $version != *-* ]]; then
  tags+=(--tag "$name:latest")
fi
docker login ghcr.io --username "${GITHUB_ACTOR:?}" --password-stdin <<<"${TOKEN:?}"
docker buildx create --use
docker buildx build --file "$here/Dockerfile" --platform linux/amd64,linux/arm64 --provenance=false \
  --label "org.opencontainers.image.source=${GITHUB_SERVER_URL:?}/$GITHUB_REPOSITORY" \
  --label "org.opencontainers.image.version=$version" \
  --label "org.opencontainers.image.licenses=MIT OR Apache-2.0" \
  "${tags[@]}" --push --metadata-file "$folder/metadata.json" "$folder"
{
  echo "name=$name"
  echo "digest=$(jq -er '."containerimage.digest"' "$folder/metadata.json")"
} >>"${GITHUB_OUTPUT:?}"
