# What the parts of a release are called: the scripts of a release and of the action read this file.
# shellcheck shell=bash

# The targets that a release has a binary for.
# shellcheck disable=SC2034
targets=(
  x86_64-unknown-linux-musl
  aarch64-unknown-linux-musl
  x86_64-apple-darwin
  aarch64-apple-darwin
  x86_64-pc-windows-msvc
)

# The target whose binary runs on a system, by what `uname -s` and `uname -m` say of it; nothing where there is none.
target_of() {
  case "$1 $2" in
    "Linux x86_64") echo x86_64-unknown-linux-musl ;;
    "Linux aarch64" | "Linux arm64") echo aarch64-unknown-linux-musl ;;
    "Darwin x86_64") echo x86_64-apple-darwin ;;
    "Darwin arm64") echo aarch64-apple-darwin ;;
    # Windows on ARM runs programs of x86-64, too.
    "MINGW"*" x86_64" | "MSYS"*" x86_64" | "MINGW"*" aarch64" | "MSYS"*" aarch64") echo x86_64-pc-windows-msvc ;;
  esac
}

# What an archive unpacks to: `folder_of VERSION TARGET`.
folder_of() { echo "provgen-v$1-$2"; }

# An archive's file: `archive_of VERSION TARGET`.
archive_of() {
  case "$2" in
    *-windows-*) echo "$(folder_of "$1" "$2").zip" ;;
    *) echo "$(folder_of "$1" "$2").tar.gz" ;;
  esac
}

# The binary's file: `program_of TARGET`.
program_of() {
  case "$1" in
    *-windows-*) echo provgen.exe ;;
    *) echo provgen ;;
  esac
}

# The file with the checksums of all others, a line each, as `sha256sum` writes them.
# shellcheck disable=SC2034
checksums=SHA256SUMS

# A key of the first table of a Cargo.toml: `stated KEY FILE`.
stated() { sed -n -e '/^\[[^p]/q' -e "s/^$1 = \"\(.*\)\"\$/\1/p" "$2"; }

# SHA-256 of what is piped in. Of a file that is named, paths with backslashes, as Windows has them, come out otherwise.
sha256() {
  if command -v sha256sum >/dev/null; then
    sha256sum
  else
    shasum -a 256
  fi | cut -d ' ' -f 1
}
