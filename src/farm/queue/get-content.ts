import { createHash } from 'node:crypto';
import { farmTrouble } from './farm-trouble.ts';
import type { FarmConnection } from './farm-connection.ts';

/** The bytes of that digest, which they have; undefined where there are none. */
export async function getContent(
  connection: FarmConnection,
  farm: string,
  digest: string,
): Promise<Uint8Array | undefined> {
  const [row] = await connection.query<{ bytes: Buffer | null }>(`SELECT ${farm}.get_content($1) AS bytes`, [digest]);
  const bytes = row?.bytes ?? undefined;
  if (bytes === undefined) return undefined;
  const is = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
  if (is !== digest) throw farmTrouble(connection.place, `what it holds as '${digest}' is '${is}'`);
  return bytes;
}
