/** Programs for the guest's POSIX sh. Constant text: whatever varies goes in as `$1`, `$2`, …, never into the text. */

/**
 * Waits until systemd has started everything, then prints its state and one line for each failed unit. One process
 * instead of many execs: each exec costs 60 ms, and a command that waits hears of the end at once. systemd before 240
 * knows no `--wait`; before it listens, systemctl says "Failed to connect to bus" or nothing: not ready yet.
 */
export const AWAIT_BOOT = `
wait=--wait
while :; do
  while [ ! -S /run/systemd/private ]; do sleep 0.01; done
  state=$(systemctl is-system-running $wait 2>/run/saltern-boot) || :
  case $state in
    running) break ;;
    degraded|maintenance) break ;;
  esac
  if grep -q -e --wait /run/saltern-boot 2>/dev/null; then wait=; fi
  if [ -n "$wait" ]; then sleep 0.01; else sleep 0.05; fi
done
rm -f /run/saltern-boot
echo "$state"
if [ "$state" != running ]; then systemctl list-units --failed --plain --no-legend --no-pager || :; fi
`;

/**
 * On cgroup version 2 the container sees only its own part of the tree, read-only; systemd needs to write to it. This
 * makes just that part writable and leaves the host's cgroups out of reach, which a bind mount of the host's tree
 * would not. Needs SYS_ADMIN, which systemd needs anyway.
 */
export const OPEN_CGROUP_THEN_INIT = `
mount -o remount,rw /sys/fs/cgroup 2>/dev/null || mount -o remount,bind,rw /sys/fs/cgroup
exec "$@"
`;

/** Lives until it is removed: its standard input stays open and empty. Needs no program but sh. */
export const WAIT_FOREVER = 'while :; do read -r _ || sleep 1; done';

/** Unpacks standard input into the folder `$1`. */
export const UNPACK = 'mkdir -p -- "$1" && exec tar -x -p -f - -C "$1"';

/** Packs `$1`, which is `$3` in the folder `$2`, to standard output. tar alone would answer a missing path with an empty archive. */
export const PACK = `
if [ ! -e "$1" ] && [ ! -L "$1" ]; then echo 'no such file or directory' >&2; exit 2; fi
exec tar -c -f - -C "$2" -- "$3"
`;

/**
 * Ends every process whose environment holds the line `$1`: first with a word of warning, then for good. Going by
 * the environment finds children too, and costs the command itself nothing.
 */
export const END_MARKED = `
marked() {
  for entry in /proc/[0-9]*/environ; do
    pid=\${entry#/proc/}
    pid=\${pid%/environ}
    if [ "$pid" != $$ ] && tr '\\0' '\\n' <"$entry" 2>/dev/null | grep -q -x -e "$1"; then echo "$pid"; fi
  done
}
for signal in TERM TERM TERM KILL KILL; do
  pids=$(marked "$1")
  if [ -z "$pids" ]; then exit 0; fi
  kill -s $signal $pids 2>/dev/null
  sleep 0.1
done
`;

/** Removes the mount points `$@`, and folders made for them, so that no empty file stays in the image. Deepest first. */
export const REMOVE_MOUNT_POINTS = `
for point do
  umount "$point" 2>/dev/null || :
  if [ -d "$point" ]; then rmdir "$point" 2>/dev/null || :; elif [ ! -s "$point" ]; then rm -f "$point" 2>/dev/null || :; fi
done
`;

/** The best shell there is, as a login shell. */
export const LOGIN_SHELL = 'if [ -x /bin/bash ]; then exec /bin/bash -l; fi; exec /bin/sh -l';

/**
 * What systemd does at the first boot after /usr has changed, done once for the image instead of in every instance,
 * and noted the way systemd notes it. Saves each boot 50 ms, and a second where there is a hardware database.
 */
export const SETTLE_UPDATES = `
done=/usr/lib/systemd/systemd-update-done
[ -x $done ] || done=/lib/systemd/systemd-update-done
[ -x $done ] || exit 0
for one in ldconfig systemd-sysusers 'systemd-hwdb update' 'journalctl --update-catalog'; do
  if command -v \${one%% *} >/dev/null; then $one >/dev/null 2>&1 || exit 0; fi
done
$done
`;
