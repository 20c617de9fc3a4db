import { SalternError } from '../../contract/errors.ts';
import type { InstanceSessions, Session } from './instance-sessions.ts';

/** An instance that somebody is in, and what cannot be done for that reason. */
export interface Occupied {
  readonly name: string;
  /** `it would be made anew: memory 512M → 1G` */
  readonly wish: string;
  /** What does it all the same, as a person types it: `--recreate`. */
  readonly way: string;
}

/** `IN_USE`, with those who are in. */
export async function inUse(
  { name, wish, way }: Occupied,
  sessions: Pick<InstanceSessions, 'list'>,
): Promise<SalternError> {
  const who = (await sessions.list(name)).map(describeSession);
  return new SalternError('IN_USE', `Somebody is in '${name}', and ${wish}`, {
    hint: `End what goes on there (\`login\`, \`exec\`), or do it all the same with \`${way}\`.`,
    details: who,
  });
}

/** `root@host since 2026-11-26 12:00:05 UTC, process 4711` */
function describeSession({ user, since, pid }: Session): string {
  return `${user} since ${since.slice(0, 19).replace('T', ' ')} UTC, process ${pid}`;
}
