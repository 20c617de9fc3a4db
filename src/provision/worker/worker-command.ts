import { GUEST_ONEDIR_SALT, GUEST_PIP_SALT } from '../guest-paths.ts';

/** Exit status of the command when the guest has no Salt. */
export const NO_SALT = 90;

/** Where `resident.py` listens; it has the same path. */
export const GUEST_RESIDENT = '/run/saltern-salt';

/**
 * Finds the Python that belongs to Salt: ours, the onedir's, else the one that `salt-call` names in its first line or
 * has beside it (a link to a onedir elsewhere). `with_python` is called with it; what it does has Salt.
 */
const FIND_PYTHON = `
for python in ${GUEST_PIP_SALT}/bin/python3 ${GUEST_ONEDIR_SALT}/bin/python3 ${GUEST_ONEDIR_SALT}/bin/python3.[0-9]*; do
  if [ -x "$python" ]; then with_python "$@"; fi
done
call=$(command -v salt-call) || exit ${NO_SALT}
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

/**
 * Where Salt is resident a small client hands it the streams: no module of its own but what is compiled in, as under
 * emulation each one costs milliseconds by the dozen.
 */
const CLIENT = `
import _socket, _struct, posix, sys
line = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM)
try:
    line.connect("${GUEST_RESIDENT}")
except OSError:
    sys.exit(${NO_RESIDENT})
told = posix.getcwdb() + b"\\0" + b"\\0".join(name + b"=" + value for name, value in posix.environ.items())
line.sendmsg([_struct.pack(">I", len(told))], [(_socket.SOL_SOCKET, _socket.SCM_RIGHTS, _struct.pack("3i", 0, 1, 2))])
line.sendall(told + _struct.pack(">I", int(sys.argv[1])))
status = line.recv(1)
sys.exit(status[0] if status else 1)
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

const RUN_WORKER = `
with_python() {
  if [ -S ${GUEST_RESIDENT} ]; then
    "$python" -I -S -c "$3" "$2"
    code=$?
    if [ $code != ${NO_RESIDENT} ]; then exit $code; fi
  fi
  exec "$python" -W ignore -u -c "$1" "$2"
}
${FIND_PYTHON}`;

/** argv that waits for `bytes` of the worker's source on stdin and runs it with Salt's own Python. */
export function workerCommand(bytes: number): readonly string[] {
  return ['sh', '-c', RUN_WORKER, 'saltern', BOOT, String(bytes), CLIENT];
}

const RUN_RESIDENT = `
with_python() { exec "$python" -W ignore -c "$1"; }
${FIND_PYTHON}`;

/** argv that leaves Salt ready for sessions to come; it does not end. `source`: of `resident.py`; `names`: what to import. */
export function residentCommand(source: string, names: readonly string[]): readonly string[] {
  const text = `NAMES = ${JSON.stringify(names)}\nBOOT = ${JSON.stringify(BOOT)}\n${source.replace(/^"""[^]*?"""\n/, '')}`;
  return ['sh', '-c', RUN_RESIDENT, 'saltern', text];
}
