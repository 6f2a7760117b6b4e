# What the scripts of all languages share; each sources it first.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
language=$(basename "$here")
work=$root/contract-tests/target/clients/$language # all that is made lies here
mkdir -p "$work"

# The package, under the name that its README has for it
export CLIENT=$root/generated/$language/target/client
[ -f "$CLIENT/README.md" ] || {
  echo "$CLIENT is not there: mvn package -pl generated/$language -am" >&2
  exit 1
}

# Ends with a clear word when a program of the language's toolchain is not there.
needs() {
  for tool; do
    command -v "$tool" >/dev/null || { echo "$tool is missing, which the client for $language needs" >&2; exit 1; }
  done
}

# Prints the block of the package's README that is fenced with ```... NAME: what it says to install, and to call.
block() {
  awk -v name="$1" '
    inside && /^```/ { exit }
    inside
    /^```[a-z]+ / { inside = $2 == name }' "$CLIENT/README.md"
}

# The contract's version: under this one, and no other, the programs look for the package.
version() {
  sed -n '/^info:/,/^[a-z]*:/s/^  version: *//p' "$root/openapi/omf-connections.yaml"
}
