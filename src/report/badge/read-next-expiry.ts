import { openRegular } from '../../base/files/open-regular.ts';
import { asMap, asText } from '../../base/json/json-value.ts';
import { parseJson } from '../../base/json/parse-json.ts';

/** Bytes in which the first line ends. */
const HEAD_BYTES = 128;

/**
 * When the first of the drawn badges expires, milliseconds since the epoch; undefined: none does, or it is not known. Reads
 * one short line and loads nothing, because every verb asks.
 */
export async function readNextExpiry(file: string): Promise<number | undefined> {
  const next = Date.parse(asText(asMap(parseJson(await readHead(file)))['next']) ?? '');
  return Number.isNaN(next) ? undefined : next;
}

/** Most projects have no such file. */
async function readHead(file: string): Promise<string> {
  try {
    await using open = await openRegular(file);
    const { buffer, bytesRead } = await open.handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.toString('utf8', 0, bytesRead).split('\n')[0] ?? '';
  } catch {
    return '';
  }
}
