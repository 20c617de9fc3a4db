import type { PackageManager } from './package-manager.ts';

/** All in one `pacman -Q`, which answers `NAME VERSION` a line in the order asked for, and names what it did not find. */
export const pacman: PackageManager = {
  name: 'pacman',
  ask: (words) => `pacman -Q --color never --noconfirm ${words}`,
  read({ names, stdout, stderr }) {
    const complaints = stderr.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('warning:'));
    const missing = complaints.map((line) => /^error: package '(.*)' was not found$/.exec(line)?.[1]);
    const isCalm = missing.every((name) => name !== undefined);
    // By place and not by name: `pacman -Q sh` answers `bash 5.2`, which provides it.
    const found = names.filter((name) => !missing.includes(name));
    const lines = stdout.split('\n').filter(Boolean);
    if (!isCalm || lines.length !== found.length) return () => undefined;
    return (name) => (missing.includes(name) ? [] : lines[found.indexOf(name)]?.split(' ').slice(1, 2));
  },
  listAll: 'pacman -Q --color never',
};
