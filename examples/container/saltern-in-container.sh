#!/bin/sh
# Runs saltern from its image, as whoever calls this, in the project here:  saltern-in-container.sh test
#
# The engine mounts folders into instances, and looks for them on its own machine. So whatever guests are shown has to lie
# at the same path inside as outside: the project, the cache, and what SALTERN_FOLDERS names, parted by colons (the snapshot
# root, formulas elsewhere).
set -eu
image=${SALTERN_IMAGE:-saltern}
socket=${SALTERN_SOCKET:-/var/run/docker.sock}
cache=${SALTERN_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/saltern}

mkdir -p "$cache"
folders=$PWD:$cache:${SALTERN_FOLDERS-}
# As arguments, for a path may have spaces in it: the own ones come last.
set -- "$image" "$@"
while [ -n "$folders" ]; do
  folder=${folders%%:*}
  folders=${folders#"$folder"}
  folders=${folders#:}
  [ -z "$folder" ] || set -- --volume "$folder:$folder" "$@"
done
# What saltern reads of the environment goes along; so may what a project names, which is to be added here.
for name in $(env | sed -n 's/^\(SALTERN_[A-Z_]*\|NO_COLOR\|CI\|TERM\)=.*/\1/p'); do
  set -- --env "$name" "$@"
done
if [ -t 0 ] && [ -t 1 ]; then
  set -- --tty "$@"
fi
# Git and ssh ask who that user is. A label of SELinux would keep it from the socket.
exec docker run --rm --init --interactive --network host --security-opt label=disable \
  --user "$(id -u):$(id -g)" --group-add "$(stat -L -c %g "$socket")" \
  --volume /etc/passwd:/etc/passwd:ro --volume "$socket:/var/run/docker.sock" \
  --env "HOME=$HOME" --env "SALTERN_CACHE=$cache" --env "XDG_CACHE_HOME=$(dirname "$cache")" \
  --workdir "$PWD" "$@"
