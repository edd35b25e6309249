# What script/run, script/test and script/lock share. Sourced, not run.
# It goes to the project's folder, and gives: say, stop, need, set_up FILE, also_for_postgres, and $python, the
# interpreter of .venv.

cd "$(dirname "${BASH_SOURCE[0]}")/.."
python=.venv/bin/python

say() { printf '%s\n' "$*"; }
stop() {
  printf '%s\n' "$*" >&2
  exit 1
}

# need PACKAGE REASON: installs a Debian package when we are root, else says which one is missing and ends.
need() {
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    say "Installing Debian's package $1: $2."
    # A source that can't be reached does no harm as long as another one has the package.
    apt-get update -qq || say "Not every package list could be updated; continuing with the existing ones."
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$1" >/dev/null ||
      stop "The package $1 could not be installed. What apt-get said stands above."
  else
    stop "The package $1 is missing: $2. Install it and start again. On Debian: sudo apt-get install $1"
  fi
}

new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

# Prints the first Python of 3.11 or later that is on the path.
find_python() {
  local name
  for name in python3 python3.14 python3.13 python3.12 python3.11; do
    if new_enough "$name"; then
      command -v "$name"
      return
    fi
  done
  return 1
}

usable() { new_enough "$python" && { command -v uv || "$python" -m pip --version; } >/dev/null 2>&1; }

make_venv() {
  local base
  base=$(find_python) || stop "Python 3.11 or later is needed. On Debian 12 and later: sudo apt-get install python3"
  say "Making .venv with $("$base" --version)."
  if command -v uv >/dev/null && uv venv --quiet --clear --python "$base" .venv; then return; fi
  "$base" -c 'import ensurepip' 2>/dev/null || need python3-venv "python3 can't make .venv without it"
  "$base" -m venv --clear .venv || stop "Making .venv failed. What Python said stands above."
}

# uv when it is here, for its speed. pip when it isn't, or when only pip is set to a company's own index. Like uv,
# pip compiles nothing: Python compiles what it imports, which is a small part of it.
# Nothing is installed whose hash is not in the list.
install() {
  if command -v uv >/dev/null && uv pip install --quiet --python "$python" --require-hashes -r "$1"; then return; fi
  "$python" -m pip install --quiet --disable-pip-version-check --no-input --no-compile --require-hashes -r "$1"
}

# set_up FILE: .venv holds what FILE (requirements.txt or requirements-dev.txt) pins.
# A copy of FILE in .venv/installed says that this was done, so the next start takes no time.
set_up() {
  if cmp -s "$1" ".venv/installed/$1" && new_enough "$python"; then return; fi
  usable || make_venv
  say "Installing the $(grep -c '^[a-z]' "$1") packages of $1. The first time this takes a minute or two."
  rm -rf .venv/installed
  install "$1" || stop "The packages of $1 could not be installed. The reason stands above."
  mkdir -p .venv/installed
  cp "$1" .venv/installed/
  # Those for development contain the others, in the same versions.
  if [ "$1" = requirements-dev.txt ]; then cp requirements.txt requirements-postgres.txt .venv/installed/; fi
}

# also_for_postgres: after set_up, .venv also holds PostgreSQL's driver if DATABASE_URL is PostgreSQL.
also_for_postgres() {
  local file=requirements-postgres.txt url=${DATABASE_URL:-}
  if [ -r "${DATABASE_URL_FILE:-}" ]; then url=$(head -n 1 -- "$DATABASE_URL_FILE"); fi
  if [[ $url != postgres* ]] || cmp -s "$file" ".venv/installed/$file"; then return; fi
  install "$file" || stop "The packages of $file could not be installed. The reason stands above."
  cp "$file" .venv/installed/
}
