import type { Connection } from '../../contract/connection.ts';

const QUERY = String.raw`%{NAME}-%|EPOCH?{%{EPOCH}:}:{}|%{VERSION}-%{RELEASE}.%{ARCH}\n`;

/**
 * Installed packages of a guest as `name-epoch:version-release.arch`, sorted; epoch left out when there is none or 0.
 * Empty where there is no rpm.
 */
export async function readPackages(connection: Connection, signal: AbortSignal): Promise<readonly string[]> {
  const { code, stdout } = await connection.exec(
    ['sh', '-c', 'command -v rpm >/dev/null || exit 0; exec rpm -qa --qf "$1"', 'sh', QUERY],
    {
      signal,
    },
  );
  if (code !== 0) return [];
  const lines = stdout.split('\n').filter((line) => line !== '');
  return lines.map((line) => line.replace(/-0:(?=[^-]*-[^-]*$)/, '-')).toSorted();
}
