#!/usr/bin/env bash
# The section of a version of CHANGELOG.md, without its heading: `notes.sh VERSION`.
set -euo pipefail
root="$(cd "$(dirname "$0")/../.." && pwd)"

awk -v heading="## [${1:?say the version}]" '
  /^## / { inside = index($0, heading) == 1; next }
  # Blank lines are printed before the next line, so that none is at the end.
  inside && /^$/ { blank = begun; next }
  inside { if (blank) print ""; print; begun = 1; blank = 0 }
' "$root/CHANGELOG.md"
