/** Programs for the guest's POSIX sh. Constant text: whatever varies goes in as `$1`, `$2`, …, never into the text. */

/** Unpacks standard input into the folder `$1`. */
export const UNPACK = 'mkdir -p -- "$1" && exec tar -x -p -f - -C "$1"';

/**
 * Packs `$1`, which is `$3` in the folder `$2`, to standard output. tar alone would answer a missing path with an empty
 * archive.
 */
export const PACK = `
if [ ! -e "$1" ] && [ ! -L "$1" ]; then echo 'no such file or directory' >&2; exit 2; fi
exec tar -c -f - -C "$2" -- "$3"
`;

/**
 * Ends every process whose environment holds `$1`, with its children and all of their sessions: first with TERM, then
 * with KILL. Going by the environment costs the command itself nothing, but a program that sets its title, as `salt-call`
 * does, writes over it. One grep looks at all processes: under emulation each process that is started costs 30 ms, and
 * there may be a hundred to look at. `$known` keeps those that have ended, so that their children are still found.
 */
export const END_MARKED = `
mark=$1
known=' '
look() {
  for entry in $(grep -l -F -e "$mark" /proc/[0-9]*/environ 2>/dev/null); do
    pid=\${entry#/proc/}
    pid=\${pid%/environ}
    if [ "$pid" != $$ ]; then known="$known$pid "; fi
  done
  grown=yes
  while [ -n "$grown" ]; do
    grown=
    alive=
    for stat in /proc/[0-9]*/stat; do
      read -r line 2>/dev/null <"$stat" || continue
      pid=\${line%% *}
      set -- \${line##*) }
      if [ "$1" = Z ] || [ "$pid" = $$ ]; then continue; fi
      case $known in
        *" $pid "*) ;;
        *" $2 "* | *" $4 "*)
          known="$known$pid "
          grown=yes
          ;;
        *) continue ;;
      esac
      alive="$alive $pid"
    done
  done
}
for signal in TERM TERM TERM KILL KILL; do
  look
  if [ -z "$alive" ]; then exit 0; fi
  kill -s $signal $alive 2>/dev/null
  sleep 0.1
done
`;

/**
 * Waits until systemd has started everything, then prints its state, one line for each failed unit and, after `! `, what
 * the journal says of a machine without room. One process
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
if [ "$state" != running ]; then
  systemctl list-units --failed --plain --no-legend --no-pager || :
  journalctl --quiet --no-pager --boot --lines=1000 2>/dev/null | grep -m 1 'Too many open files' | sed 's/^/! /'
fi
`;
