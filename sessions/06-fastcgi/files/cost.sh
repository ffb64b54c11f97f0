#!/usr/bin/env bash
# cost.sh PATH TIMES: how much processor time Apache and uWSGI take for a request. It runs on their machine.
set -euo pipefail
path=$1 times=$2

# systemd keeps each service in a control group of its own, and the kernel counts for it, also what has ended.
used() {
  local name value sum=0
  while read -r name value; do
    [ "$name" != usage_usec ] || sum=$((sum + value))
  done < <(cat /sys/fs/cgroup/{,unified/}system.slice/{apache2,uwsgi}.service/cpu.stat 2>/dev/null)
  echo "$sum"
}

before=$(used)
curl --silent --show-error --fail --fail-early --output /dev/null "http://$(hostname)$path?[1-$times]"
us=$((($(used) - before) / times))
printf '%s: %d.%03d ms of processor time for each request\n' "$path" $((us / 1000)) $((us % 1000))
