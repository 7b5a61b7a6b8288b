#!/usr/bin/env bash
# Installs avrocheck and runs `avrocheck compat` with the inputs of the action (INPUT_*) and the runner's variables (GITHUB_*, RUNNER_*).
#
# The exit code is that of `avrocheck compat`; if it cannot run, the exit code is 2, could not check. Runners for macOS have
# bash 3.2, so the script uses no mapfile, and no empty array under `set -u`.
set -euo pipefail

# Prints why nothing could be checked, as an annotation, and exits.
fail() {
  local message=$1
  message=${message//'%'/%25}
  message=${message//$'\r'/%0D}
  message=${message//$'\n'/%0A}
  printf '::error title=avrocheck%%3A not checked::%s\n' "$message"
  exit 2
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

download() {
  local url=$1 file=$2 problem
  problem=$(curl --fail --location --silent --show-error --retry 3 --proto-redir '=https' --output "$file" "$url" 2>&1) ||
    fail "$url cannot be downloaded: $problem"
}

sha256() {
  if command -v sha256sum > /dev/null; then sha256sum < "$1"; else shasum -a 256 < "$1"; fi | cut -d ' ' -f 1
}

# Ends the run unless the archive is the one that its release lists.
verify() {
  local archive=$1 sums=$2 name expected actual
  name=$(basename "$archive")
  expected=$(awk -v name="$name" '$2 == name || $2 == "*" name { print $1 }' "$sums")
  [[ $expected =~ ^[0-9a-f]{64}$ ]] || fail "SHA256SUMS of release v$version has no line for $name"
  actual=$(sha256 "$archive")
  [ "$actual" = "$expected" ] ||
    fail "$name is not what release v$version lists: its SHA-256 is $actual, SHA256SUMS says $expected; nothing of it was run"
}

# Sets `home` to a directory with the program in it: the runner's tool cache has it, or it comes from the release.
install() {
  local name=avrocheck-v$version-$target archive fresh
  home=$(shell_path "${RUNNER_TOOL_CACHE:-${RUNNER_TEMP:-/tmp}}")/avrocheck/$version/$target
  [ ! -d "$home" ] || return 0

  case $target in *windows*) archive=$name.zip ;; *) archive=$name.tar.gz ;; esac
  scratch=$(mktemp -d)
  trap 'rm -rf "$scratch"' EXIT
  local release=${INPUT_DOWNLOAD_URL%/}/v$version
  download "$release/$archive" "$scratch/$archive"
  download "$release/SHA256SUMS" "$scratch/SHA256SUMS"
  verify "$scratch/$archive" "$scratch/SHA256SUMS"
  case $archive in
    *.zip) unzip -q "$scratch/$archive" -d "$scratch" ;;
    *) tar -xzf "$scratch/$archive" -C "$scratch" ;;
  esac || fail "$archive cannot be unpacked"
  # Whole or absent, for jobs that share the machine too.
  mkdir -p "$(dirname "$home")"
  fresh=$(mktemp -d "$home.XXXXXX")
  cp -R "$scratch/$name/." "$fresh"
  chmod 755 "$fresh"
  if [ -d "$home" ]; then rm -rf "$fresh"; else mv "$fresh" "$home"; fi
}

# Sets `arguments` to those of `avrocheck compat`.
find_arguments() {
  arguments=(--format github)
  [ -z "$INPUT_SARIF" ] || arguments+=(--format "sarif=$INPUT_SARIF")

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

find_target
find_version
install
cd -- "$(shell_path "${GITHUB_WORKSPACE:-.}")" || fail "there is no workspace; run actions/checkout before"
cd -- "$INPUT_WORKING_DIRECTORY" 2> /dev/null || fail "working-directory: \"$INPUT_WORKING_DIRECTORY\" is no directory of the workspace"
find_arguments

case $target in *windows*) program=$home/avrocheck.exe ;; *) program=$home/avrocheck ;; esac
[ "$("$program" --version 2>&1)" = "avrocheck $version" ] || fail "$program does not run, or is not version $version"
if [ "${RUNNER_OS:-}" = Windows ]; then cygpath --windows "$home"; else printf '%s\n' "$home"; fi >> "$GITHUB_PATH"

# Runners have UTF-8 logs, and not all of them say so.
LC_ALL=C.UTF-8 "$program" compat "${arguments[@]}"
