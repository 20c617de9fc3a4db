import { extname } from 'node:path';
import type { PrepareStep } from '../../contract/prepare.ts';
import type { SaltSource } from '../../contract/plan.ts';
import { GUEST_ONEDIR_SALT, GUEST_PIP_SALT } from '../guest-paths.ts';
import { quoteWord } from '../../base/text/quote-word.ts';
import { WRITE_COMMAND } from './salt-command.ts';
import { failWith } from './shell-text.ts';

type Pip = Extract<SaltSource, { from: 'pip' }>;
type Onedir = Extract<SaltSource, { from: 'onedir' }>;

/**
 * Installs Salt with pip, into a virtual environment of its own. Compiled here once, by all cores where pip would use
 * one, so that no instance has to do it.
 */
export function pipStep({ version, python }: Pip): PrepareStep {
  const needed = quoteWord(python);
  const lacksVenv = `The image's '${python}' cannot make a virtual environment (no venv or ensurepip): name another with 'python', or take Salt from a onedir tarball or the snapshot's packages (salt: { from: onedir | snapshot }).`;
  const script = `
${INSTALL_PYTHON}
has_python ${needed} || install_python ${needed} || true
python=$(command -v ${needed}) || ${failWith(`The image has no '${python}', so Salt cannot come by pip: name another with 'python', or take Salt from a onedir tarball or the snapshot's packages (salt: { from: onedir | snapshot }).`)}
"$python" -c 'import venv, ensurepip' 2>/dev/null || ${failWith(lacksVenv)}
rm -rf ${GUEST_PIP_SALT}
"$python" -m venv ${GUEST_PIP_SALT}
${GUEST_PIP_SALT}/bin/python3 -m pip install --no-input --no-color --progress-bar off --disable-pip-version-check --no-cache-dir --prefer-binary --no-compile ${quoteWord(`salt==${version}`)}
${GUEST_PIP_SALT}/bin/python3 -W ignore -m compileall -q -j 0 ${GUEST_PIP_SALT}/lib >/dev/null 2>&1 || true
${checkVersion(`${GUEST_PIP_SALT}/bin/salt-call`, version)}
`;
  return { name: `salt ${version} (pip)`, files: {}, texts: {}, script: script.trim() };
}

/**
 * Where an image has no such Python, or one without `venv`, its own packages bring it: the name of the package is that of
 * the program, and Debian has `venv` in a package of its own. What went wrong is on stderr, above the sentence that follows.
 */
const INSTALL_PYTHON = `
export LC_ALL=C
has_python() { command -v "$1" >/dev/null && "$1" -c 'import venv, ensurepip' 2>/dev/null; }
install_python() {
  if command -v apt-get >/dev/null; then
    export DEBIAN_FRONTEND=noninteractive
    apt-get -q update >&2 && apt-get -q -y --no-install-recommends install "$1" "$1-venv" >&2
  elif command -v dnf >/dev/null; then dnf -y --color=never install "$1" >&2
  fi
}`.trim();

/** Unpacks the official onedir: a tarball whose top folder is `salt/`, with a Python of its own. */
export function onedirStep({ version }: Onedir, archive: string): PrepareStep {
  const inGuest = `/opt/saltern/onedir${extname(archive) === '.xz' ? '.tar.xz' : '.tar'}`;
  const needsXz = inGuest.endsWith('.xz');
  const script = `
command -v tar >/dev/null || ${failWith("The image has no 'tar' to unpack Salt's onedir with.")}
${needsXz ? `command -v xz >/dev/null || ${failWith("The image has no 'xz' to unpack Salt's onedir with: give it as .tar.gz or .tar.zst, which saltern unpacks itself.")}` : ':'}
rm -rf ${GUEST_ONEDIR_SALT}
mkdir -p ${GUEST_ONEDIR_SALT}
tar -x -f ${inGuest} -C ${GUEST_ONEDIR_SALT} --strip-components=1 --no-same-owner
rm -f ${inGuest}
[ -x ${GUEST_ONEDIR_SALT}/salt-call ] || ${failWith("The tarball is no Salt onedir: it holds no 'salt/salt-call'.")}
${checkVersion(`${GUEST_ONEDIR_SALT}/salt-call`, version)}
`;
  return { name: `salt ${version} (onedir)`, files: { [archive]: inGuest }, texts: {}, script: script.trim() };
}

/** Checks that the version that was asked for answers, and puts a `salt-call` on the PATH for whoever logs in. */
function checkVersion(call: string, version: string): string {
  return `found=$(${call} --version 2>/dev/null)
case "$found" in
  "salt-call "${quoteWord(version)}|"salt-call "${quoteWord(version)}" "*) ;;
  *) printf '%s\\n' "Salt ${'$'}found was installed where "${quoteWord(version)}" was asked for" >&2; exit 1 ;;
esac
real=${call}
at=/usr/bin/salt-call
if [ ! -e "$at" ] || [ "$(readlink -f "$at")" = "$(readlink -f "$real")" ]; then
${WRITE_COMMAND}
fi`;
}
