# Shared by the run scripts of all languages; each sources it first.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../../.." && pwd)
language=$(basename "$here")
work=$root/contract-tests/clients/target/clients/$language # for all build output
mkdir -p "$work"

# The client package. Its README refers to it as $CLIENT.
export CLIENT=$root/generated/clients/$language/target/client
[ -f "$CLIENT/README.md" ] || {
  echo "$CLIENT is missing; create it with: mvn package -pl generated/clients/$language -am" >&2
  exit 1
}

# Fails with a message if a program of the language's toolchain is missing.
needs() {
  for tool; do
    command -v "$tool" >/dev/null || { echo "$tool is missing; the $language client needs it" >&2; exit 1; }
  done
}

# Prints the code block ```LANGUAGE NAME of the package's README. NAME is install or call.
block() {
  awk -v name="$1" '
    inside && /^```/ { exit }
    inside
    /^```[a-z]+ / { inside = $2 == name }' "$CLIENT/README.md"
}

# Prints the version of the contract, which is the version of the packages.
version() {
  sed -n '/^info:/,/^[a-z]*:/s/^  version: *//p' "$root/openapi/omf-connections.yaml"
}
