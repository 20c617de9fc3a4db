import type { PackageManager } from './package-manager.ts';

const FORMAT = '${Status}\\t${Package}\\t${Architecture}\\t${Version}\\n';
const LIST = '${Package} ${Version}\\n';

/** As in goss, what dpkg has only the configuration of, or only half, is not installed. */
const INSTALLED = /^(?:install|hold) ok installed$/;

/** All in one `dpkg-query`. Versions read as dpkg has them: `[epoch:]version[-revision]`. */
export const dpkg: PackageManager = {
  name: 'dpkg',
  ask: (words) => `dpkg-query -W -f '${FORMAT}' ${words}`,
  read({ stdout, stderr }) {
    const packages = [...new Set(stdout.split('\n'))].map((line) => line.split('\t'));
    const complaints = stderr.split('\n').filter((line) => line.trim() !== '');
    const missing = complaints.map((line) => /no packages found matching (.*)$/.exec(line)?.[1]);
    const isCalm = missing.every((name) => name !== undefined);
    return (name) => {
      const own = packages.filter(([, bare, arch]) => bare !== undefined && [bare, `${bare}:${arch}`].includes(name));
      const installed = own.filter(([status = '']) => INSTALLED.test(status)).map(([, , , version = '']) => version);
      const isKnown = own.length > 0 || missing.includes(name);
      return installed.length > 0 || (isKnown && isCalm) ? installed : undefined;
    };
  },
  listAll: `dpkg-query -W -f '${LIST}'`,
};
