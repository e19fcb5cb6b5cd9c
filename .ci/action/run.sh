#!/usr/bin/env bash
# Runs provgen as the inputs say, and tells the steps after it how that went: it ends with 0 whatever provgen found, and its
# output `status` is how provgen ended.
set -euo pipefail

output() { printf '%s=%s\n' "$1" "$2" >>"${GITHUB_OUTPUT:?}"; }

refuse() {
  echo "::error title=provgen::$1"
  output status 2
  exit 0
}

# What is wrong with the documents is in the log already.
failed() {
  echo "::error title=provgen::provgen failed; the lines above tell why"
  output status "$1"
  exit 0
}

folder="${RUNNER_TEMP:?}/provgen-report"
mkdir -p "$folder"
options=()
if [[ -n ${INPUT_CONFIG:-} ]]; then
  options+=("--config=$INPUT_CONFIG")
fi

generate_check() {
  local status=0
  provgen generate --check --diff --report="$folder/report.json" ${options[@]+"${options[@]}"} >"$folder/check.txt" || status=$?
  cat "$folder/check.txt"
  [[ $status -le 1 ]] || failed "$status"
  local kinds=""
  for kind in missing stale orphan; do
    kinds+="${kinds:+,}\"$kind\":$(grep -c "^$kind  *[^ ]" "$folder/check.txt" || true)"
  done
  output counts "{$kinds}"
  output report "$folder/report.json"
  output status "$status"
  if [[ $status -eq 0 ]]; then
    output impact none
    return
  fi
  output impact stale
  echo "::error title=provgen generate --check::the committed output isn't what the specs give: run \`provgen generate\`"
  if [[ -n ${GITHUB_STEP_SUMMARY:-} ]]; then
    {
      echo "## The committed output is stale"
      echo
      echo "Run \`provgen generate\` and commit what it writes."
      echo
      # A line of the file can't end the block: it is indented.
      grep -E '^(missing|stale|orphan) ' "$folder/check.txt" | head -n 500 | sed 's/^/    /' || true
    } >>"$GITHUB_STEP_SUMMARY"
  fi
}

diff_releases() {
  case "${INPUT_FORMAT:=html}" in
    html | json | markdown | text) ;;
    *) refuse "the input \`format\` is html, json, markdown or text" ;;
  esac
  local base="${INPUT_BASE:-}" path="${INPUT_PATH:-specs}" revision="${INPUT_REVISION:-}"
  [[ -n $base ]] || refuse "there is nothing to compare with: set the input \`base\`"
  for name in "$base" "$revision"; do
    # A shallow clone lacks what it is compared with.
    if [[ -n $name ]] && ! git rev-parse --verify --quiet --end-of-options "$name^{commit}" >/dev/null; then
      git fetch --quiet --no-tags --depth=1 -- origin "$name" || refuse "the revision to compare with can't be fetched: check out with \`fetch-depth: 0\`"
      [[ $name =~ ^[0-9a-f]{40}$ ]] || git update-ref "refs/heads/$name" FETCH_HEAD
    fi
  done
  options+=("--fail-on=${INPUT_FAIL_ON:-breaking}")
  local sides=("--since=$base" -- "$path")
  if [[ -n $revision ]]; then
    sides=(-- "$base:./$path" "$revision:./$path")
  fi
  local status=0
  provgen diff "${options[@]}" --format=json "${sides[@]}" >"$folder/report.json" || status=$?
  [[ $status -le 1 ]] || failed "$status"
  # Annotations, and the job's summary.
  provgen diff --quiet "${options[@]}" --format=github "${sides[@]}" || true
  provgen diff --quiet "${options[@]}" --format=markdown "${sides[@]}" >"$folder/comment.md" || true
  local file="$folder/report.${INPUT_FORMAT/markdown/md}"
  if [[ $INPUT_FORMAT == text ]]; then
    provgen diff --quiet --color=never "${options[@]}" --format=text "${sides[@]}" >"$file" || true
  elif [[ $INPUT_FORMAT != json ]]; then
    provgen diff --quiet "${options[@]}" --format="$INPUT_FORMAT" "${sides[@]}" >"$file" || true
  fi
  output impact "$(sed -n 's/^  "impact": "\([a-z]*\)",$/\1/p' "$folder/report.json")"
  local counts
  counts="$(sed -n 's/^    \("[a-z]*": [0-9]*,\{0,1\}\)$/\1/p' "$folder/report.json" | tr -d ' \n')"
  output counts "{$counts}"
  output report "$file"
  output comment "$folder/comment.md"
  output status "$status"
}

case "${INPUT_COMMAND:-diff}" in
  diff) diff_releases ;;
  generate-check) generate_check ;;
  *) refuse "the input \`command\` is diff or generate-check" ;;
esac
