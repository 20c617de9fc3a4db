import type { PackageManager } from './package-manager.ts';

/**
 * The list of all that is installed, `NAME-VERSION-rN` a line. goss asks `apk version`, which answers for one package
 * only, and looks into repositories.
 */
export const apk: PackageManager = {
  name: 'apk',
  ask: () => 'apk info -v',
  read({ stdout, stderr, status }) {
    const installed = stdout.split('\n').flatMap((line) => {
      // A version begins at the last hyphen but the revision's; those of virtual packages have no revision.
      const found = /^(.+)-([^-]+-r\d+)$/.exec(line.trim()) ?? /^(.+)-([^-]+)$/.exec(line.trim());
      return found ? [{ name: found[1], version: found[2] ?? '' }] : [];
    });
    const isCalm = status === 0 && installed.length > 0 && !/^ERROR/m.test(stderr);
    return (name) => {
      const versions = installed.filter((one) => one.name === name).map(({ version }) => version);
      return versions.length > 0 || isCalm ? versions : undefined;
    };
  },
  listAll: 'apk info -v 2>/dev/null',
};
