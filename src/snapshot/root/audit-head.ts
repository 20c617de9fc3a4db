import { z } from 'zod';
import { hasCode } from '../../base/error/has-code.ts';
import { readBytes } from '../../base/files/read-regular.ts';
import { replaceFile } from '../../base/files/replace-file.ts';
import { MOST_BYTES } from '../../base/files/size-limits.ts';
import { parseJson } from '../../base/json/parse-json.ts';
import { printableJson } from '../../base/json/printable-json.ts';
import type { AuditHead } from '../../contract/audit.ts';
import { NONE } from './audit-chain.ts';
import { LAYOUT } from './snapshot-layout.ts';

/** A log without a line. */
export const EMPTY_HEAD: AuditHead = { version: 1, lines: 0, bytes: 0, digest: NONE, at: new Date(0).toISOString() };

/** Where the log ended when it was written last; undefined: there is no head. `damaged`: it cannot be read. */
export async function readHead(root: string): Promise<AuditHead | 'damaged' | undefined> {
  try {
    return parseHead((await readBytes(LAYOUT.auditHead(root), MOST_BYTES.record)).toString('utf8')) ?? 'damaged';
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** Whoever reads it sees the old one or the new one. The caller holds the root's lock. */
export async function writeHead(root: string, head: AuditHead): Promise<void> {
  await replaceFile(LAYOUT.auditHead(root), `${printableJson(head)}\n`);
}

/** Undefined: it is none. */
export function parseHead(text: string): AuditHead | undefined {
  const parsed = headSchema.safeParse(parseJson(text));
  return parsed.success ? parsed.data : undefined;
}

const headSchema = z.object({
  version: z.literal(1),
  lines: z.int().min(0),
  bytes: z.int().min(0),
  digest: z.string(),
  at: z.string(),
  signature: z.string().exactOptional(),
}) satisfies z.ZodType<AuditHead>;
