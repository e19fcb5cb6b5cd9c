#!/usr/bin/env bash
# The licences of what is in a binary besides provgen, whose terms ask that they come along: the texts of each crate that is
# built with on some system, each text once. It needs cargo, and fetches the crates.
set -euo pipefail
cd "$(dirname "$0")/../.."

cargo fetch --locked --quiet
sources=("${CARGO_HOME:-$HOME/.cargo}"/registry/src/*)
# Name, version and licence of each.
used="$(cargo tree --locked --package provgen --edges normal --target all --prefix none --format '{p}|{l}' |
  sed -n -e 's/ (\*)$//' -e 's/^\([^ ]*\) v\([^ |]*\)[^|]*|\(.*\)/\1 \2 \3/p' | grep -v '^provgen ' | LC_ALL=C sort -u)"

declare -A crates texts
digests=()
textless=""
while read -r name version licence; do
  crate="  $name $version ($licence)"$'\n'
  has_text=0
  for source in "${sources[@]}"; do
    [[ -d $source/$name-$version ]] || continue
    while IFS= read -r file; do
      digest="$(sha256sum "$file" | cut -d ' ' -f 1)"
      if [[ -z ${texts[$digest]:-} ]]; then
        digests+=("$digest")
        texts[$digest]="$file"
      fi
      [[ ${crates[$digest]:-} == *"$crate" ]] || crates[$digest]+="$crate"
      has_text=1
    done < <(find "$source/$name-$version" -maxdepth 1 -type f \
      \( -iname 'licen[cs]e*' -o -iname 'copying*' -o -iname 'notice*' -o -iname 'unlicense*' \) | LC_ALL=C sort)
    break
  done
  [[ $has_text == 1 ]] || textless+="$crate"
done <<<"$used"

rule="$(printf '=%.0s' {1..100})"
echo "provgen contains the following crates. The texts of their licences follow, each with the crates that it comes with."
if [[ -n $textless ]]; then
  printf '\n%s\nNo text comes with these; they are under the licences that they name:\n\n%s' "$rule" "$textless"
fi
for digest in "${digests[@]}"; do
  printf '\n%s\n%s%s\n\n' "$rule" "${crates[$digest]}" "$rule"
  tr -d '\r' <"${texts[$digest]}"
done
