#!/usr/bin/env bash
# Packs a release's files: `pack.sh BINARIES NOTICES OUT`. BINARIES has a folder for each target, with its binary; NOTICES is what
# `notices.sh` wrote. OUT gets an archive for each target, the formula for Homebrew, and the checksums of all. One binary must be
# this machine's: it prints completions and manual. The same binaries give the same bytes, with the time of SOURCE_DATE_EPOCH.
set -euo pipefail
root="$(cd "$(dirname "$0")/../.." && pwd)"
# shellcheck source=.ci/release/names.sh
source "$root/.ci/release/names.sh"

binaries="$(cd "${1:?say where the binaries are}" && pwd)"
notices="${2:?say where the licences of what is in them are}"
mkdir -p "${3:?say where the archives go}"
out="$(cd "$3" && pwd)"
version="$(stated version "$root/Cargo.toml")"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

for target in "${targets[@]}"; do
  if [[ ! -f $binaries/$target/$(program_of "$target") ]]; then
    echo "there is no binary for $target" >&2
    exit 1
  fi
done
here="$(target_of "$(uname -s)" "$(uname -m)")"
own="$work/$(program_of "$here")"
install -m 755 "$binaries/$here/$(program_of "$here")" "$own"
if [[ "$("$own" --version)" != "provgen $version" ]]; then
  echo "the binary for $here is $("$own" --version), and Cargo.toml says version $version" >&2
  exit 1
fi

# What is the same in all.
common="$work/common"
mkdir -p "$common/completions" "$common/docs" "$common/man"
cp "$root/README.md" "$root/CHANGELOG.md" "$root/LICENSE" "$common"
cp "$root"/docs/*.md "$common/docs"
cp "$notices" "$common/THIRD-PARTY.txt"
"$own" completions bash >"$common/completions/provgen.bash"
"$own" completions zsh >"$common/completions/_provgen"
# zsh reads the file at the first completion, and asks what it registers from the second on: it is to ask at the first, too.
completer="$(sed -n 's/^compdef \(.*\) provgen$/\1/p' "$common/completions/_provgen")"
# shellcheck disable=SC2016
printf '\n[[ ${funcstack[1]:-} != _provgen ]] || %s "$@"\n' "${completer:?}" >>"$common/completions/_provgen"
"$own" completions fish >"$common/completions/provgen.fish"
"$own" completions powershell >"$common/completions/provgen.ps1"
"$own" completions elvish >"$common/completions/provgen.elv"
# The manual is one text with all pages; `man` finds each by the name of its file.
"$own" man | awk -v folder="$common/man" '
  # A page begins with a line that says how its quotes look, and its title comes after.
  /^\.ie \\n\(\.g \.ds Aq/ { before = $0; next }
  before != "" && /^\.el / { before = before "\n" $0; next }
  /^\.TH / { if (file) close(file); file = folder "/" $2 ".1"; print before > file; before = "" }
  { print > file }
'

# Owners, modes, order and times are not this machine's.
time="@${SOURCE_DATE_EPOCH:-0}"
for target in "${targets[@]}"; do
  folder="$(folder_of "$version" "$target")"
  archive="$out/$(archive_of "$version" "$target")"
  cp -R "$common" "$work/$folder"
  install -m 755 "$binaries/$target/$(program_of "$target")" "$work/$folder"
  find "$work/$folder" -type d -exec chmod 755 {} +
  find "$work/$folder" -type f ! -name "$(program_of "$target")" -exec chmod 644 {} +
  find "$work/$folder" -exec touch -d "$time" {} +
  rm -f "$archive"
  (
    cd "$work"
    case "$archive" in
      *.zip) find "$folder" -type f | LC_ALL=C sort | TZ=UTC zip -q -X -9 "$archive" -@ ;;
      *)
        tar --create --format=ustar --sort=name --owner=0 --group=0 --numeric-owner "$folder" | gzip -9 -n >"$archive"
        ;;
    esac
  )
done

formula="$(<"$root/.ci/release/formula.rb")"
formula="${formula//@VERSION@/$version}"
formula="${formula//@REPOSITORY@/$(stated repository "$root/Cargo.toml")}"
for target in "${targets[@]}"; do
  archive="$(archive_of "$version" "$target")"
  formula="${formula//@ARCHIVE $target@/$archive}"
  formula="${formula//@SHA256 $target@/$(sha256 <"$out/$archive")}"
done
printf '%s\n' "$formula" >"$out/provgen.rb"

cd "$out"
for file in *; do
  [[ $file == "$checksums" ]] || printf '%s  %s\n' "$(sha256 <"$file")" "$file"
done >"$work/$checksums"
mv "$work/$checksums" "$checksums"
cat "$checksums"
