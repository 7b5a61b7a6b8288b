#!/usr/bin/env bash
# Installs avrocheck and runs `avrocheck compat` with the inputs of the action (INPUT_*) and the runner's variables (GITHUB_*, RUNNER_*).
#
# The exit code is that of `avrocheck compat`; if it cannot run, the exit code is 2, could not check. Runners for macOS have
# bash 3.2, so the script uses no mapfile, and no empty array under `set -u`.
set -euo pipefail

# Prints an annotation: its command, its title, its message.
annotate() {
  local message=$3
  message=${message//'%'/%25}
  message=${message//$'\r'/%0D}
  message=${message//$'\n'/%0A}
  printf '::%s title=%s::%s\n' "$1" "$2" "$message"
}

# Prints why nothing could be checked, as an annotation, and exits.
fail() {
  annotate error 'avrocheck%3A not checked' "$1"
  exit 2
}

# A path as programs of this system take it.
system_path() {
  if [ "${RUNNER_OS:-}" = Windows ]; then cygpath --windows "$1"; else printf '%s\n' "$1"; fi
}

# A path as this shell and its tools take it; on Windows the runner's variables have drive letters and backslashes.
shell_path() {
  if [ "${RUNNER_OS:-}" = Windows ]; then cygpath --unix "$1"; else printf '%s\n' "$1"; fi
}

# Sets `target` to the Rust target of the release that runs here.
find_target() {
  case "${RUNNER_OS:-}/${RUNNER_ARCH:-}" in
    Linux/X64) target=x86_64-unknown-linux-musl ;;
    Linux/ARM64) target=aarch64-unknown-linux-musl ;;
    macOS/X64) target=x86_64-apple-darwin ;;
    macOS/ARM64) target=aarch64-apple-darwin ;;
    # Windows on Arm runs programs for x86-64.
    Windows/X64 | Windows/ARM64) target=x86_64-pc-windows-msvc ;;
    *) fail "there is no avrocheck for this runner (${RUNNER_OS:-unknown system}, ${RUNNER_ARCH:-unknown processor}); build one with: cargo install avrocheck" ;;
  esac
}

# Sets `version` to the one that was asked for, without its `v`.
find_version() {
  version=${INPUT_VERSION#v}
  local form='^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?$'
  [[ $version =~ $form ]] || fail "version: \"$INPUT_VERSION\" is no version; give one like 1.2.3, or leave it out for the action's own"
}

# Ends the run unless releases come from where nobody on the way can exchange them.
check_url() {
  case $INPUT_DOWNLOAD_URL in
    https://?* | file://?*) ;;
    *) fail "download-url: \"$INPUT_DOWNLOAD_URL\" does not begin with https://, and what comes over http can be exchanged on the way" ;;
  esac
}

download() {
  local url=$1 file=$2 problem
  problem=$(curl --fail --location --silent --show-error --retry 3 --proto '=https,file' --proto-redir '=https' --output "$file" "$url" 2>&1) ||
    fail "$url cannot be downloaded: $problem"
}

sha256() {
  if command -v sha256sum > /dev/null; then sha256sum < "$1"; else shasum -a 256 < "$1"; fi | cut -d ' ' -f 1
}

# Sets `expected` to the SHA-256 of an archive: the one that the workflow states, or else the one that the release lists.
find_expected() {
  local name=$1 release=$2
  local form='^[0-9a-f]{64}$'
  if [ -n "$INPUT_SHA256" ]; then
    expected=$(tr 'A-F' 'a-f' <<< "$INPUT_SHA256")
    [[ $expected =~ $form ]] || fail "sha256: \"$INPUT_SHA256\" is not a SHA-256, which has 64 hexadecimal digits"
    return
  fi
  download "$release/SHA256SUMS" "$scratch/SHA256SUMS"
  expected=$(awk -v name="$name" '$2 == name || $2 == "*" name { print $1 }' "$scratch/SHA256SUMS")
  [[ $expected =~ $form ]] || fail "SHA256SUMS of release v$version has no line for $name"
}

# Ends the run unless GitHub has a signed statement that the release workflow of this repository built the archive. Only a run on
# GitHub with its command line can ask; SHA256SUMS is all that others have.
verify_provenance() {
  local file=$1 answer home=avrocheck/avrocheck
  case $INPUT_PROVENANCE in
    auto) ;;
    off) return 0 ;;
    *) fail "provenance: \"$INPUT_PROVENANCE\" is neither auto nor off" ;;
  esac
  [ "${GITHUB_SERVER_URL:-}" = https://github.com ] && command -v gh > /dev/null || return 0
  case $INPUT_DOWNLOAD_URL in https://github.com/*) ;; *) return 0 ;; esac
  answer=$(gh attestation verify "$file" --repo "$home" --signer-workflow "$home/.github/workflows/release.yml" --format json 2>&1) ||
    fail "$(basename "$file") has no provenance that can be verified; nothing of it was run. To do without, set provenance: off. $answer"
  # Old versions of gh succeed where there is no statement at all.
  [[ $answer == *verificationResult* ]] ||
    fail "$(basename "$file") has no provenance; nothing of it was run. To do without, set provenance: off"
}

# Sets `home` to a directory of this run with the program in it. The runner's tool cache keeps the archive, which jobs before this
# one may have replaced: it is verified like one that was just downloaded, and nothing else is taken from the cache.
install() {
  local name=avrocheck-v$version-$target archive program cached release=${INPUT_DOWNLOAD_URL%/}/v$version actual
  case $target in *windows*) archive=$name.zip program=avrocheck.exe ;; *) archive=$name.tar.gz program=avrocheck ;; esac
  cached=$(shell_path "${RUNNER_TOOL_CACHE:-${RUNNER_TEMP:-/tmp}}")/avrocheck/$version/$archive
  scratch=$(mktemp -d)
  trap 'rm -rf "$scratch"' EXIT
  find_expected "$archive" "$release"

  # Only this run can write the copy that is verified.
  if ! { [ -f "$cached" ] && cp "$cached" "$scratch/$archive" && [ "$(sha256 "$scratch/$archive")" = "$expected" ]; }; then
    rm -f "$scratch/$archive"
    download "$release/$archive" "$scratch/$archive"
    actual=$(sha256 "$scratch/$archive")
    [ "$actual" = "$expected" ] ||
      fail "$archive is not what release v$version lists: its SHA-256 is $actual, expected is $expected; nothing of it was run"
    keep "$scratch/$archive" "$cached"
  fi
  verify_provenance "$scratch/$archive"

  home=$(mktemp -d "$(shell_path "${RUNNER_TEMP:-/tmp}")/avrocheck.XXXXXX")
  # Nothing but the program is unpacked, and to no name that the archive chooses.
  unpack "$scratch/$archive" "$name/$program" > "$home/$program" || fail "$archive cannot be unpacked, or has no $name/$program"
  [ -s "$home/$program" ] || fail "$archive has a $name/$program that is no file"
  chmod 755 "$home/$program"
}

# Prints a file of an archive.
unpack() {
  case $1 in
    *.zip) unzip -p "$1" "$2" ;;
    *) tar -xzOf "$1" "$2" ;;
  esac
}

# Puts a file into the tool cache, whole or not at all; where that is not possible, the next run downloads it again.
keep() {
  local file=$1 cached=$2 fresh
  {
    mkdir -p "$(dirname "$cached")" && fresh=$(mktemp "$cached.XXXXXX") && cp "$file" "$fresh" && mv -f "$fresh" "$cached"
  } 2> /dev/null || rm -f "${fresh:-}"
}

# Sets `arguments` to those of `avrocheck compat`.
find_arguments() {
  arguments=(--format github)
  [ -z "$INPUT_SARIF" ] || arguments+=(--format "sarif=$INPUT_SARIF")
  case $INPUT_COMMENT in
    true) arguments+=(--format "markdown=$(system_path "$scratch")/comment.md") ;;
    false | '') ;;
    *) fail "comment: \"$INPUT_COMMENT\" is neither true nor false" ;;
  esac

  local more=() words word names_revision=no
  # Split at white space and nothing else: no quotes, no globs, no substitution.
  while read -r -a words || [ -n "${words+set}" ]; do
    for word in ${words[@]+"${words[@]}"}; do
      more+=("$word")
      case $word in --against | --against=* | --last | --last=* | --tags | --tags=*) names_revision=yes ;; esac
    done
    words=()
  done <<< "$INPUT_ARGS"

  local against=$INPUT_AGAINST
  if [ -z "$against" ] && [ "$names_revision" = no ]; then
    against=${GITHUB_BASE_REF:+origin/$GITHUB_BASE_REF}
    against=${against:-${MERGE_QUEUE_BASE:-}}
  fi
  [ -z "$against" ] || arguments+=("--against=$against")
  arguments+=(${more[@]+"${more[@]}"})

  local path
  arguments+=(--)
  while IFS= read -r path; do
    [ -z "$path" ] || arguments+=("$path")
  done <<< "$INPUT_PATHS"
}

# Asks GitHub's API: a method, a path, and a file of JSON to send. Sets `status`, and leaves the answer in the file `answer`.
ask() {
  local method=$1 path=$2 body=${3:-}
  # Every process of the machine can read arguments, so the token is in none.
  status=$(curl --silent --max-time 60 --config - --request "$method" ${body:+--data-binary "@$body"} \
    --header 'Accept: application/vnd.github+json' --header 'Content-Type: application/json' \
    --header 'X-GitHub-Api-Version: 2022-11-28' --output "$scratch/answer" --write-out '%{http_code}' \
    "$GITHUB_API_URL$path" <<< "header = \"Authorization: Bearer $token\"") || status=000
  [[ $status == 2?? ]]
}

# Sets `id` to that of the comment which an earlier run wrote; empty if there is none. The comment is known by its first line, and
# by its author: anybody can write that line, too.
find_comment() {
  local login='' page=1 comments=/repos/$GITHUB_REPOSITORY/issues/$PULL_REQUEST/comments
  # The token of a job belongs to no user, but to a bot.
  if ask GET /user; then login=$(jq --raw-output '.login // empty' "$scratch/answer"); fi
  id=
  while [ -z "$id" ] && [ "$page" -le 50 ]; do
    ask GET "$comments?per_page=100&page=$page" || return 1
    id=$(jq --raw-output --arg login "$login" 'map(select(((.body // "") | startswith("<!-- avrocheck -->"))
      and (if $login == "" then .user.type == "Bot" else .user.login == $login end))) | first | .id // empty' "$scratch/answer")
    [ "$(jq length "$scratch/answer")" -eq 100 ] || break
    page=$((page + 1))
  done
}

# Writes the report as a comment on the pull request, or in place of the one that an earlier run wrote. What the check found does
# not depend on it.
comment() {
  local id status='' why
  [[ ${PULL_REQUEST:-} =~ ^[0-9]+$ ]] && [ -s "$scratch/comment.md" ] || return 0
  if ! command -v jq > /dev/null; then
    annotate warning avrocheck "there is no comment on the pull request: that needs jq on the runner"
    return 0
  fi
  jq --raw-input --slurp '{body: .}' "$scratch/comment.md" > "$scratch/comment.json"
  if find_comment; then
    if [ -n "$id" ]; then
      ask PATCH "/repos/$GITHUB_REPOSITORY/issues/comments/$id" "$scratch/comment.json" && return 0
    else
      ask POST "/repos/$GITHUB_REPOSITORY/issues/$PULL_REQUEST/comments" "$scratch/comment.json" && return 0
    fi
  fi
  case $status in
    401 | 403 | 404)
      why="the token may not write it. On a pull request from a fork it can only read; else the job needs \`permissions: pull-requests: write\`"
      annotate notice avrocheck "there is no comment on the pull request: $why. The report is in the summary of the step"
      ;;
    *) annotate warning avrocheck "there is no comment on the pull request: GitHub's API does not take it (HTTP status $status)" ;;
  esac
}

find_target
find_version
check_url
install
# The program needs no token.
token=${GH_TOKEN:-}
unset GH_TOKEN
cd -- "$(shell_path "${GITHUB_WORKSPACE:-.}")" || fail "there is no workspace; run actions/checkout before"
cd -- "$INPUT_WORKING_DIRECTORY" 2> /dev/null || fail "working-directory: \"$INPUT_WORKING_DIRECTORY\" is no directory of the workspace"
find_arguments

case $target in *windows*) program=$home/avrocheck.exe ;; *) program=$home/avrocheck ;; esac
[ "$("$program" --version 2>&1)" = "avrocheck $version" ] || fail "$program does not run, or is not version $version"
system_path "$home" >> "$GITHUB_PATH"

# Runners have UTF-8 logs, and not all of them say so.
code=0
LC_ALL=C.UTF-8 "$program" compat "${arguments[@]}" || code=$?
comment
exit "$code"
