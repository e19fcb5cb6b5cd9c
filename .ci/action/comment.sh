#!/usr/bin/env bash
# Keeps one comment on the pull request: the one of this action's that begins with the marker is replaced.
set -euo pipefail

if [[ ! ${PULL_REQUEST:-} =~ ^[0-9]+$ ]]; then
  echo "this is no pull request: no comment"
  exit 0
fi

# A fork's pull request has a token that may not write; the report is in the job's summary all the same.
unable() {
  echo "::warning title=provgen::the pull request can't be commented on: the job needs \`pull-requests: write\`, and a fork's never has it"
  exit 0
}

comments="repos/${GITHUB_REPOSITORY:?}/issues/$PULL_REQUEST/comments"
# Anybody can write the marker: a person's comment is left alone.
mine='.[] | select(.user.type == "Bot" and (.body | startswith("<!-- provgen diff -->"))) | .id'
ids="$(gh api --paginate "$comments?per_page=100" --jq "$mine")" || unable
id="${ids%%$'\n'*}"
if [[ -n $id ]]; then
  gh api --silent --method PATCH "repos/$GITHUB_REPOSITORY/issues/comments/$id" --field "body=@${COMMENT:?}" || unable
  echo "the comment is up to date"
elif [[ ${IMPACT:-} == none && ${STATUS:-0} -le 1 ]]; then
  echo "no changes, and no comment that says otherwise"
else
  gh api --silent --method POST "$comments" --field "body=@${COMMENT:?}" || unable
  echo "commented"
fi
