import { SalternError } from '../../contract/errors.ts';
import type { AuditLine } from '../../contract/audit.ts';
import type { Services } from '../services.ts';
import { findGateRoot, type GateRootOptions } from './find-gate-root.ts';

export interface GateLogOptions extends GateRootOptions {
  /** Only what is about this channel, or about all. Default: everything. */
  readonly channel?: string;
  /** How many of the newest lines. Default 30. */
  readonly limit?: string;
}

/** Lines of the log, oldest first, and the numbers of those that cannot be read. */
export interface ReadGateLog {
  readonly lines: readonly AuditLine[];
  readonly damagedLines: readonly number[];
  /** How many older ones there are. */
  readonly older: number;
  /** The channels that the log names, where it does not name the one that was asked for. Default: it does. */
  readonly otherChannels?: readonly string[];
  /** Why it is not what was written, a sentence. Default: it is. */
  readonly trouble?: string;
}

const USUAL_LIMIT = '30';

/** What was decided and done, the newest of it. Throws `USAGE` for a limit that is none, `SNAPSHOT_SOURCE`. */
export async function readGateLog(services: Services, options: GateLogOptions): Promise<ReadGateLog> {
  const { limit = USUAL_LIMIT, channel } = options;
  if (!/^[1-9][0-9]{0,8}$/.test(limit))
    throw new SalternError('USAGE', `'${limit}' is no number of lines`, { hint: 'Say --limit 100, for example.' });
  const { root } = await findGateRoot(services, options);
  const { lines, damagedLines } = await root.readAudit();
  const about = channel === undefined ? lines : lines.filter((line) => isAbout(line, channel));
  const newest = about.slice(-Number(limit));
  const { trouble } = await root.auditState();
  const more = trouble === undefined ? {} : { trouble };
  const named = [...new Set(lines.flatMap((line) => channelOf(line) ?? []))].sort();
  const others = channel === undefined || named.includes(channel) ? {} : { otherChannels: named };
  return { lines: newest, damagedLines, older: about.length - newest.length, ...others, ...more };
}

function channelOf(line: AuditLine): string | undefined {
  return line.kind === 'decision' ? line.entry.channel : line.note.channel;
}

function isAbout(line: AuditLine, channel: string): boolean {
  const own = channelOf(line);
  return own === undefined || own === channel;
}
