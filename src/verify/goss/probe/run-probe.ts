import { randomBytes } from 'node:crypto';
import type { Connection } from '../../../contract/connection.ts';
import { SalternError } from '../../../contract/errors.ts';
import { findMissingTool } from './find-trouble.ts';
import { buildProbeScript, type ShellPiece } from './probe-script.ts';
import { parseReply, type ProbeRecords } from './parse-records.ts';

/** The script is read whole before it runs, so a truncated one never runs half-way; in argv, `ps` would show it. */
const RUNNER = ['sh', '-c', 'eval "$(cat)"'] as const;

/**
 * Asks everything in one exec. Throws `VERIFY_TROUBLE` when the answer is not whole, and whatever the connection
 * throws.
 */
export async function runProbe(
  connection: Connection,
  pieces: readonly ShellPiece[],
  signal: AbortSignal,
): Promise<ProbeRecords> {
  const nonce = randomBytes(16).toString('hex');
  const result = await connection.exec(RUNNER, { stdin: buildProbeScript(nonce, pieces), signal });
  const records = parseReply(result.stdout, nonce);
  if (!('problem' in records)) return records;
  const missing = findMissingTool(result.stderr);
  const why = missing === undefined ? `the probe's answer is not whole: ${records.problem}` : `it has no '${missing}'`;
  throw new SalternError('VERIFY_TROUBLE', `The guest could not be examined (exit status ${result.code}): ${why}`, {
    hint: 'The guest needs a POSIX shell, coreutils (`base64`, `cat`, `cksum`, `head`, `mktemp`, `stat`, `tee`, `timeout`), /proc and a writable temporary folder.',
    details: result.stderr.trimEnd().split('\n').slice(-10),
  });
}
