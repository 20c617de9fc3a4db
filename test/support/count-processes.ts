import type { Connection } from '../../src/contract/connection.ts';

/** A number of seconds that nobody else sleeps: by it a command is found among all that run. */
export function newMark(): string {
  return `3${Math.floor(Math.random() * 1e9)}`;
}

/** How many processes of the guest have a command line that begins so. */
export async function countProcesses(connection: Connection, beginning: string): Promise<number> {
  // The words are put together as `ps` does; the guest may have none.
  const script =
    'n=0; for f in /proc/[0-9]*/cmdline; do case "$(tr "\\0" " " <"$f" 2>/dev/null)" in "$1"*) n=$((n+1)) ;; esac; done; echo $n';
  return Number((await connection.exec(['/bin/sh', '-c', script, 'sh', beginning])).stdout);
}

/** How many sleep so long. */
export async function countSleepers(connection: Connection, mark: string): Promise<number> {
  return await countProcesses(connection, `sleep ${mark} `);
}
