#!/bin/sh
# Runs a command in a root as on a machine of its own, as far as a test of the set-up can tell: its mounts and processes
# end with it, its network is this machine's.
#   $1  the root   $2…  pairs of a path of this machine and one in the root, then --, then the command
set -eu
if [ "$1" != --inside ]; then exec unshare --mount --pid --fork --kill-child "$0" --inside "$@"; fi
shift
root=$1
shift

mount -t proc proc "$root/proc"
mount --rbind /sys "$root/sys"
mount --rbind /dev "$root/dev"
while [ "$1" != -- ]; do
  if [ ! -d "$1" ]; then
    mkdir -p "$(dirname "$root$2")"
    touch "$root$2"
  else
    mkdir -p "$root$2"
  fi
  mount --bind "$1" "$root$2"
  shift 2
done
shift
exec chroot "$root" "$@"
