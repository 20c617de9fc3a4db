import { GUEST_ONEDIR_SALT, GUEST_PIP_SALT } from './guest-paths.ts';

/** Exit status of the command when the guest has no Salt. */
export const NO_SALT = 90;

/**
 * Finds the Python that belongs to Salt: ours, the onedir's, else the one that `salt-call` names in its first line or
 * has beside it (a link to a onedir elsewhere). Whatever runs then holds Salt.
 */
const FIND_PYTHON = `
for python in ${GUEST_PIP_SALT}/bin/python3 ${GUEST_ONEDIR_SALT}/bin/python3 ${GUEST_ONEDIR_SALT}/bin/python3.[0-9]*; do
  if [ -x "$python" ]; then exec "$python" -W ignore -u -c "$1" "$2"; fi
done
call=$(command -v salt-call) || exit ${NO_SALT}
call=$(readlink -f "$call")
folder=\${call%/*}
named=$(head -n 1 "$call" | tr -d '\\000' | sed -n 's/^#! *\\(\\/usr\\/bin\\/env  *\\)\\{0,1\\}\\([^ ]*python[^ ]*\\).*/\\2/p')
for python in "$named" "$folder"/python3 "$folder"/bin/python3 "$folder"/bin/python3.[0-9]*; do
  case "$python" in */*) ;; ?*) python=$(command -v "$python") || continue ;; *) continue ;; esac
  [ -x "$python" ] || continue
  if "$python" -W ignore -c 'import salt' 2>/dev/null; then exec "$python" -W ignore -u -c "$1" "$2"; fi
done
exit ${NO_SALT}
`;

/** Reads exactly the worker's text from stdin and runs it; what follows on stdin is for the worker. */
const BOOT = `
import os, sys
text = b""
while len(text) < int(sys.argv[1]):
    data = os.read(0, int(sys.argv[1]) - len(text))
    if not data:
        sys.exit(0)
    text += data
exec(compile(text.decode("utf-8"), "saltern-worker", "exec"))
`;

/** argv that waits for `bytes` of the worker's source on stdin and runs it with Salt's own Python. */
export function workerCommand(bytes: number): readonly string[] {
  return ['sh', '-c', FIND_PYTHON, 'saltern', BOOT, String(bytes)];
}
