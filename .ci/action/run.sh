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

# Shows files in the log. What provgen and git print quotes documents, and a runner takes a command from any line: `::…` behind
# blanks, `##[…]` wherever it is. It takes none until it reads a token that no document can know.
quoted() {
  local token
  token="$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')"
  echo "::stop-commands::$token"
  cat -- "$@"
  printf '\n::%s::\n' "$token"
}

# Runs git in a folder that may be anybody's: a pull request can bring along a folder that looks like a repository, with
# settings that run programs. Nothing that a repository's settings name is run, but what the fetch itself needs.
safe_git() {
  GIT_NO_LAZY_FETCH=1 GIT_OPTIONAL_LOCKS=0 GIT_TERMINAL_PROMPT=0 GIT_PAGER=cat git --no-pager \
    -c safe.bareRepository=explicit -c core.hooksPath=/dev/null -c core.fsmonitor=false -c core.alternateRefsCommand= \
    -c fetch.recurseSubmodules=false -c maintenance.auto=false -c gc.auto=0 "$@"
}

# What is wrong with the documents is in the log already.
failed() {
  echo "::error title=provgen::provgen failed; the lines above tell why"
  output status "$1"
}

# A job may use the action twice: each has a folder of its own.
folder="$(mktemp -d "${RUNNER_TEMP:?}/provgen-XXXXXX")"
log="$folder/log.txt"
options=(--color=never)
if [[ -n ${INPUT_CONFIG:-} ]]; then
  options+=("--config=$INPUT_CONFIG")
fi

generate_check() {
  local status=0
  provgen generate --check --diff --report="$folder/report.json" "${options[@]}" >"$folder/check.txt" 2>"$log" || status=$?
  quoted "$folder/check.txt" "$log"
  if [[ -s $folder/report.json ]]; then
    output report "$folder/report.json"
  fi
  if [[ $status -gt 1 ]]; then
    failed "$status"
    return
  fi
  local kinds=""
  for kind in missing stale orphan; do
    kinds+="${kinds:+,}\"$kind\":$(grep -c "^$kind  *[^ ]" "$folder/check.txt" || true)"
  done
  output counts "{$kinds}"
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

# Compares, and writes the report as a file: `compare FORMAT FILE`. The worst end of all runs is that of the step.
compare() {
  local ended=0
  provgen diff "${options[@]}" "--format=$1" "${sides[@]}" >"$2" 2>"$log" || ended=$?
  # The same documents have the same problems: they are told once.
  if [[ -s $log && ($1 == json || ($ended -gt 1 && $worst -le 1)) ]]; then
    quoted "$log"
  fi
  if [[ $ended -gt $worst ]]; then
    worst=$ended
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
    if [[ -n $name ]] && ! safe_git rev-parse --verify --quiet --end-of-options "$name^{commit}" >/dev/null; then
      {
        safe_git fetch --quiet --no-tags --depth=1 -- origin "$name" &&
          { [[ $name =~ ^[0-9a-f]{40}$ ]] || safe_git update-ref "refs/heads/$name" FETCH_HEAD; }
      } >"$log" 2>&1 || {
        quoted "$log"
        refuse "the revision to compare with can't be fetched: check out with \`fetch-depth: 0\`"
      }
    fi
  done
  options+=("--fail-on=${INPUT_FAIL_ON:-breaking}")
  local sides=("--since=$base" -- "$path")
  if [[ -n $revision ]]; then
    sides=(-- "$base:./$path" "$revision:./$path")
  fi
  local worst=0 file="$folder/report.${INPUT_FORMAT/markdown/md}"
  compare json "$folder/report.json"
  # Where nothing can be compared there is no report.
  if [[ ! -s $folder/report.json ]]; then
    failed "$worst"
    return
  fi
  # Annotations, and the job's summary: these are commands, and what documents say in them is escaped.
  compare github "$folder/annotations.txt"
  cat "$folder/annotations.txt"
  compare markdown "$folder/comment.md"
  case "$INPUT_FORMAT" in
    json) ;;
    markdown) cp "$folder/comment.md" "$file" ;;
    *) compare "$INPUT_FORMAT" "$file" ;;
  esac
  output impact "$(sed -n 's/^  "impact": "\([a-z]*\)",$/\1/p' "$folder/report.json")"
  local counts
  # Those of findings: the report has the same keys for causes.
  counts="$(sed -n '/^  "counts": {$/,/^  }/s/^    \("[a-z]*": [0-9]*,\{0,1\}\)$/\1/p' "$folder/report.json" | tr -d ' \n')"
  output counts "{$counts}"
  if [[ -s $file ]]; then
    output report "$file"
  fi
  if [[ -s $folder/comment.md ]]; then
    output comment "$folder/comment.md"
  fi
  if [[ $worst -gt 1 ]]; then
    failed "$worst"
  else
    output status "$worst"
  fi
}

case "${INPUT_COMMAND:-diff}" in
  diff) diff_releases ;;
  generate-check) generate_check ;;
  install) output status 0 ;;
  *) refuse "the input \`command\` is diff, generate-check or install" ;;
esac
