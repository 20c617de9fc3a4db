import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { REPOMD } from '../../contract/source.ts';
import { runTool, type ToolContext } from '../tools/run-tool.ts';
import type { FileFinding } from './finding.ts';
import type { Keyring } from './read-keys.ts';

/** What is wrong with the signature of a repository's repomd.xml, by gpgv. Undefined: it holds. Throws `PROGRAM_MISSING`. */
export async function checkMetadata(
  directory: string,
  { keyring }: Keyring,
  context: ToolContext,
): Promise<FileFinding | undefined> {
  const signature = join(directory, `${REPOMD}.asc`);
  if (!existsSync(signature)) return { trouble: 'unsigned', key: '' };
  const answer = await runTool(
    ['gpgv', '--status-fd', '1', '--keyring', keyring, signature, join(directory, REPOMD)],
    { without: 'signatures of repositories cannot be checked' },
    context,
  );
  return readStatus(answer.stdout);
}

/** gpgv's own words for programs: https://github.com/gpg/gnupg/blob/master/doc/DETAILS. Pure. */
export function readStatus(text: string): FileFinding | undefined {
  const rows = text.split('\n').flatMap((line) => {
    const [, word, key = ''] = /^\[GNUPG:\] ([A-Z_]+)(?: (\S+))?/.exec(line) ?? [];
    return word === undefined ? [] : [{ word, key }];
  });
  const find = (...words: readonly string[]) => rows.find(({ word }) => words.includes(word));
  // Of several signatures each must hold: the worst counts.
  const bad = find('BADSIG');
  if (bad !== undefined) return { trouble: 'edited', key: bad.key };
  const revoked = find('REVKEYSIG');
  if (revoked !== undefined) return { trouble: 'revoked-key', key: revoked.key };
  const expiredKey = find('EXPKEYSIG');
  if (expiredKey !== undefined) return { trouble: 'expired-key', key: expiredKey.key };
  const expired = find('EXPSIG');
  if (expired !== undefined) return { trouble: 'expired-signature', key: expired.key };
  const unknown = find('NO_PUBKEY', 'ERRSIG');
  if (unknown !== undefined) return { trouble: 'unknown-key', key: unknown.key };
  return find('GOODSIG') !== undefined && find('VALIDSIG') !== undefined ? undefined : { trouble: 'edited', key: '' };
}
