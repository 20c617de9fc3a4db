import { COMMAND_MARK, GUEST_ONEDIR_SALT, GUEST_PIP_SALT, GUEST_RESIDENT } from '../guest-paths.ts';
import { readGuestProgram } from './worker-source.ts';

/** Exit status of the command when the guest has no Salt. */
export const NO_SALT = 90;

/**
 * Finds the Python that belongs to Salt: pip's, the onedir's, else the one that `salt-call` names in its first line or
 * has beside it (a link to a onedir elsewhere). `with_python`, defined before, uses `$python`.
 */
const FIND_PYTHON = `
for python in ${GUEST_PIP_SALT}/bin/python3 ${GUEST_ONEDIR_SALT}/bin/python3 ${GUEST_ONEDIR_SALT}/bin/python3.[0-9]*; do
  if [ -x "$python" ]; then with_python "$@"; fi
done
call=$(command -v salt-call) || exit ${NO_SALT}
own=$(head -n 2 "$call" | tr -d '\\000' | sed -n 's/^${COMMAND_MARK}//p')
call=\${own:-$call}
call=$(readlink -f "$call")
folder=\${call%/*}
named=$(head -n 1 "$call" | tr -d '\\000' | sed -n 's/^#! *\\(\\/usr\\/bin\\/env  *\\)\\{0,1\\}\\([^ ]*python[^ ]*\\).*/\\2/p')
for python in "$named" "$folder"/python3 "$folder"/bin/python3 "$folder"/bin/python3.[0-9]*; do
  case "$python" in */*) ;; ?*) python=$(command -v "$python") || continue ;; *) continue ;; esac
  [ -x "$python" ] || continue
  if "$python" -W ignore -c 'import salt' 2>/dev/null; then with_python "$@"; fi
done
exit ${NO_SALT}
`;

const NO_RESIDENT = 91;

/** Arguments: `boot.py`, the bytes on stdin, the resident's socket, `client.py`. */
const RUN_WORKER = `
with_python() {
  if [ -S "$3" ]; then
    "$python" -I -S -c "$4" "$3" "$2" ${NO_RESIDENT}
    code=$?
    if [ $code != ${NO_RESIDENT} ]; then exit $code; fi
  fi
  exec "$python" -W ignore -u -c "$1" "$2"
}
${FIND_PYTHON}`;

/**
 * argv that waits for `bytes` of the worker's program on stdin and runs it with Salt's own Python: in a fork of the
 * resident where there is one, else in a process of its own. `socket`: default the path of a prepared guest.
 */
export async function workerCommand(bytes: number, socket = GUEST_RESIDENT): Promise<readonly string[]> {
  const [boot, client] = await Promise.all([readGuestProgram('boot.py'), readGuestProgram('client.py')]);
  return ['sh', '-c', RUN_WORKER, 'saltern', boot, String(bytes), socket, client];
}

/** Arguments: `resident.py`, and its own. */
const RUN_RESIDENT = `
with_python() { exec "$python" -W ignore -c "$@"; }
${FIND_PYTHON}`;

/** argv that imports modules and leaves them ready for sessions to come; it does not end. */
export async function residentCommand(modules: readonly string[], socket = GUEST_RESIDENT): Promise<readonly string[]> {
  const [resident, boot, renew] = await Promise.all(
    ['resident.py', 'boot.py', 'renew.py'].map((file) => readGuestProgram(file)),
  );
  return ['sh', '-c', RUN_RESIDENT, 'saltern', resident ?? '', socket, boot ?? '', renew ?? '', ...modules];
}
