import { randomBytes } from 'node:crypto';
import type { Connection } from '../../../contract/connection.ts';
import { SalternError } from '../../../contract/errors.ts';
import { buildProbeScript, type ShellPiece } from './probe-script.ts';
import { parseRecords, type ProbeRecords } from './parse-records.ts';

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
  const records = parseRecords(result.stdout, nonce);
  if (records) return records;
  throw new SalternError(
    'VERIFY_TROUBLE',
    `The guest could not be examined: the probe ended early with exit status ${result.code}`,
    {
      hint: 'The guest needs a POSIX shell, coreutils (`base64`, `mktemp`, `stat`, `timeout`) and a writable temporary folder.',
      details: result.stderr.trimEnd().split('\n').slice(-10),
    },
  );
}
