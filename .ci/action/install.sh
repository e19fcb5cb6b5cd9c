#!/usr/bin/env bash
# Puts the provgen that `find.sh` found on the PATH. A release's archive is checked each time, wherever it was kept: against the
# checksums of the release, and where `gh` is at hand that the release's workflow built it. What doesn't fit ends the job.
set -euo pipefail
action="${GITHUB_ACTION_PATH:?}"
# shellcheck source=.ci/release/names.sh
source "$action/.ci/release/names.sh"

fail() {
  echo "::error title=provgen::$1"
  exit 2
}

kept="${FOLDER:?}"
bin="${RUNNER_TEMP:?}/provgen/bin"
# On Windows, slashes are what every program takes for no escape.
if command -v cygpath >/dev/null; then
  kept="$(cygpath --mixed "$kept")"
  bin="$(cygpath --mixed "$bin")"
fi
mkdir -p "$kept" "$bin"
server="${GITHUB_SERVER_URL:-https://github.com}"

# A file of the release, which is there afterwards whole or not at all.
download() {
  [[ ! -s $kept/$1 ]] || return 0
  if command -v gh >/dev/null &&
    gh release download "v$VERSION" --repo "$REPOSITORY" --pattern "$1" --dir "$kept" --clobber 2>/dev/null; then
    return 0
  fi
  curl -fsSL --retry 3 -o "$kept/$1" "$server/$REPOSITORY/releases/download/v$VERSION/$1" || {
    rm -f "${kept:?}/$1"
    echo "$1 of release v$VERSION can't be downloaded: provgen is built"
    return 1
  }
}

# Ends the job unless an archive is the one of the release.
verify() {
  local archive="$1" listed told="$RUNNER_TEMP/provgen/attestation.txt"
  listed="$(awk -v file="$archive" '$2 == file { print $1 }' "$kept/$checksums")"
  if [[ -z $listed || $(sha256 <"$kept/$archive") != "$listed" ]]; then
    fail "$archive isn't what $checksums of release v$VERSION says"
  fi
  echo "$archive is what $checksums says"
  if ! command -v gh >/dev/null || [[ "$(gh attestation verify --help 2>/dev/null)" != *--source-ref* ]]; then
    echo "who built it isn't checked: there is no \`gh\` here that verifies attestations"
  elif gh attestation verify "$kept/$archive" --repo "$REPOSITORY" \
    --signer-workflow "$REPOSITORY/.github/workflows/release.yml" --source-ref "refs/tags/v$VERSION" \
    --deny-self-hosted-runners >"$told" 2>&1; then
    echo "it was built by the workflow of $REPOSITORY at v$VERSION"
  else
    cat "$told" >&2
    fail "nothing attests that $archive was built by the workflow of $REPOSITORY at v$VERSION"
  fi
}

# Unpacks the program, and nothing else.
unpack() {
  local archive="$1" program inside
  program="$(program_of "${TARGET:?}")"
  inside="$(folder_of "$VERSION" "$TARGET")/$program"
  case "$archive" in
    *.zip) unzip -qp "$kept/$archive" "$inside" ;;
    *) tar -xzOf "$kept/$archive" "$inside" ;;
  esac >"$bin/$program"
  chmod 755 "$bin/$program"
}

build() {
  # What was built on another machine of this kind may need libraries that this one lacks.
  if ! "$kept/bin/provgen" --version >/dev/null 2>&1; then
    command -v cargo >/dev/null || fail "provgen has to be built here, and there is no Rust: name a release as \`version\`"
    # What is built with has no use for the token.
    unset GH_TOKEN
    if [[ -n ${VERSION:-} ]]; then
      cargo install --locked --force --root "$kept" --git "$server/${REPOSITORY:?}" --tag "v$VERSION" provgen
    else
      cargo install --locked --force --root "$kept" --path "$action"
    fi
  fi
  cp "$kept"/bin/provgen* "$bin"
}

if [[ ${FROM:?} == release ]]; then
  archive="$(archive_of "${VERSION:?}" "${TARGET:?}")"
fi
if [[ $FROM == release ]] && download "$archive" && download "$checksums"; then
  verify "$archive"
  unpack "$archive"
else
  build
fi
installed="$("$bin/provgen" --version)"
if [[ -n ${VERSION:-} && $installed != "provgen $VERSION" ]]; then
  fail "what was installed is $installed, and not $VERSION"
fi
echo "$bin" >>"${GITHUB_PATH:?}"
echo "$installed is installed"
