#!/usr/bin/env bash
# Installs what the tests need, builds everything, runs every test. The last line is "N passed, N failed"; any failure is a non-zero exit.
# usage: ./test.sh [project ...]     such as ./test.sh MeshRuntime.Tests
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

say() { printf '\n== %s\n' "$*"; }
give_up() { printf '%s\n' "$*" >&2; printf '0 passed, 1 failed\n'; exit 1; }

# Commands the tests use, each with the Debian package that brings it.
needed=(curl:curl openssl:openssl ps:procps ss:iproute2 node:nodejs npm:npm protoc:protobuf-compiler /usr/bin/python3:python3
  redis-server:redis-server nats-server:nats-server rabbitmq-server:rabbitmq-server strace:strace)

# Files likewise: the messages of protobuf's own that other .proto files import.
files=(/usr/include/google/protobuf/any.proto:libprotobuf-dev)

# Python modules likewise. Debian's own Python is meant, whichever comes first in PATH: only there do Debian's modules live.
modules=(grpc:python3-grpcio google.protobuf:python3-protobuf h2:python3-h2)

install_missing() {
  local missing=() packages=() pair
  for pair in "${needed[@]}"; do
    if ! command -v "${pair%%:*}" >/dev/null; then
      missing+=("${pair%%:*}")
      packages+=("${pair##*:}")
    fi
  done
  for pair in "${files[@]}"; do
    if ! [ -e "${pair%%:*}" ]; then
      missing+=("${pair%%:*}")
      packages+=("${pair##*:}")
    fi
  done
  for pair in "${modules[@]}"; do
    if ! /usr/bin/python3 -c "import ${pair%%:*}" 2>/dev/null; then
      missing+=("${pair%%:*} for python3")
      packages+=("${pair##*:}")
    fi
  done
  [ ${#missing[@]} -eq 0 ] && return
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    give_up "missing: ${missing[*]}. Install: ${packages[*]} (as root on Debian: apt-get install ${packages[*]})"
  fi

  say "installing ${packages[*]}"
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null \
    || give_up "apt-get could not install ${packages[*]}"
}

# The npm packages of tests/interop, as its lock file has them. npm leaves a copy of the lock behind: an older one means a new install.
install_node_modules() {
  local folder=tests/interop log
  [ "$folder/node_modules/.package-lock.json" -nt "$folder/package-lock.json" ] && return
  say "installing the npm packages of $folder"
  log=$(npm ci --prefix "$folder" 2>&1) || give_up "npm ci failed in $folder: $log"
}

check_sdk() {
  command -v dotnet >/dev/null || give_up "missing: dotnet. Install the .NET 10 SDK: https://dotnet.microsoft.com/download/dotnet/10.0"
  dotnet --version >/dev/null 2>&1 || give_up "the .NET SDK that global.json asks for is not installed; there are: $(dotnet --list-sdks | tr '\n' ' ')"
}

passed=0
failed=0

# Reads the runner's summary: "Total: 12, Errors: 0, Failed: 0, Skipped: 0, Not Run: 0, Time: 1.2s".
figure() { sed -n "s/.*Total: .*\b$2: \([0-9]*\).*/\1/p; s/.*\b$2: \([0-9]*\), Errors.*/\1/p" "$1" | tail -1; }

run_project() {
  local project=$1 log=artifacts/test-results/$1.log total bad idle exit_code
  say "$project"
  "artifacts/bin/$project/debug/$project" 2>&1 | tee "$log"
  exit_code=${PIPESTATUS[0]}
  total=$(figure "$log" Total)
  bad=$(($(figure "$log" Failed) + $(figure "$log" Errors)))
  idle=$(($(figure "$log" Skipped) + $(figure "$log" "Not Run")))
  if [ "${total:-0}" -le "$idle" ]; then
    printf '%s ran no test\n' "$project"
    total=$((idle + 1)) bad=1
  elif [ "$exit_code" != 0 ] && [ "$bad" -eq 0 ]; then
    printf '%s ended with exit code %s\n' "$project" "$exit_code"
    total=$((total + 1)) bad=1
  fi

  passed=$((passed + total - idle - bad))
  failed=$((failed + bad))
}

# Each failure once more, in short: what came before may be a hundred screens up.
repeat_failures() {
  [ "$failed" -eq 0 ] && return
  say "what failed"
  sed -s 's/\x1b\[[0-9;]*m//g' artifacts/test-results/*.log | awk '/\[FAIL\]$/ { left = 14 } left-- > 0 { print substr($0, 1, 600) }'
}

install_missing
install_node_modules
check_sdk

projects=("$@")
if [ ${#projects[@]} -eq 0 ]; then
  # The quick ones first.
  projects=(MeshRuntime.Tests)
  for folder in tests/*Tests; do
    [ "$folder" = tests/MeshRuntime.Tests ] || projects+=("$(basename "$folder")")
  done
fi

say "building"
dotnet build MeshRuntime.sln --nologo -v quiet || give_up "the build failed"
programs=$(./mesh --where) || give_up "meshd and mesh could not be built"
export MESH_BIN=$programs
rm -rf artifacts/test-results
mkdir -p artifacts/test-results
[ -t 1 ] || export NO_COLOR=1

for project in "${projects[@]}"; do
  run_project "$project"
done

repeat_failures
printf '\n%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
