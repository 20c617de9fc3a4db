/** Programs for the guest's POSIX sh. Constant text: whatever varies goes in as `$1`, `$2`, …, never into the text. */

/**
 * The container sees only its own part of the control groups, read-only; systemd needs to write to it. This makes just
 * that part writable and leaves the host's cgroups out of reach, unlike a bind mount of the host's tree. On version 1
 * the part is systemd's own hierarchy, and none that limits anything. Needs SYS_ADMIN, which systemd needs anyway.
 */
export const OPEN_CGROUP_THEN_INIT = `
if [ -e /sys/fs/cgroup/cgroup.procs ]; then
  mount -o remount,rw /sys/fs/cgroup 2>/dev/null || mount -o remount,bind,rw /sys/fs/cgroup
elif [ -d /sys/fs/cgroup/systemd ]; then
  mount -o remount,bind,rw /sys/fs/cgroup/systemd
fi
exec "$@"
`;

/** Lives until it is removed: its standard input stays open and empty. Needs no program but sh. */
export const WAIT_FOREVER = 'while :; do read -r _ || sleep 1; done';

/**
 * Removes the mount points `$@`, and folders made for them, so that no empty file stays in the image. Deepest first.
 */
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
export const FINISH_UPDATES = `
done=/usr/lib/systemd/systemd-update-done
[ -x $done ] || done=/lib/systemd/systemd-update-done
[ -x $done ] || exit 0
for one in ldconfig systemd-sysusers 'systemd-hwdb update' 'journalctl --update-catalog'; do
  if command -v \${one%% *} >/dev/null; then $one >/dev/null 2>&1 || exit 0; fi
done
$done
`;

/**
 * Copies the three files that the engine writes anew at each start into the folder `$1`, which is on the container's own
 * disk, with their modes and times.
 */
export const KEEP_ENGINE_FILES = `
rm -rf "$1"
mkdir -p "$1"
for name in hosts hostname resolv.conf; do
  if [ -f "/etc/$name" ]; then cp -p "/etc/$name" "$1/$name"; fi
done
`;

/**
 * Puts them back from the folder `$1`, in place: they are mounts. The container's own address, `$2` before the restart,
 * may be another now, `$3`. A machine takes its name from the file when it boots.
 */
export const RESTORE_ENGINE_FILES = `
if [ "$2" != "$3" ] && [ -n "$2" ] && [ -n "$3" ] && [ -f "$1/hosts" ]; then
  sed "s/^$2\\\\([[:space:]]\\\\)/$3\\\\1/" "$1/hosts" >"$1/moved" && cat "$1/moved" >"$1/hosts"
  rm -f "$1/moved"
fi
for name in hosts hostname resolv.conf; do
  if [ -f "$1/$name" ]; then cp -p "$1/$name" "/etc/$name"; fi
done
name=$(cat /etc/hostname 2>/dev/null)
if [ -n "$name" ] && [ "$name" != "$(uname -n)" ]; then hostname "$name" 2>/dev/null || :; fi
rm -rf "$1"
`;
