import { join } from 'node:path';
import { openUrl, readUrl } from '../../base/fetch/open-url.ts';
import { parseLocation, showLocation } from '../../base/fetch/parse-location.ts';
import { hashFile } from '../../base/files/hash-file.ts';
import { kindOf } from '../../base/files/kind-of.ts';
import { pathExists } from '../../base/files/path-exists.ts';
import type { Project } from '../../config/project.ts';
import { CLOCK_SKEW_MS } from '../../contract/clock-skew.ts';
import type { HostContext } from '../../contract/context.ts';
import type { Finding } from '../../contract/driver.ts';
import { findWithin } from '../../contract/find-within.ts';
import type { PrepareConfig, SaltSource } from '../../contract/plan.ts';
import { withCode } from '../../contract/with-code.ts';
import { findPipIndex } from './find-pip-index.ts';

const LIMIT_MS = 4000;
const INDEX_LIMIT = 8 * 1024 * 1024;
const MISSING = 'Check the version, and the index that pip is given.';

type Context = Pick<HostContext, 'signal' | 'environment' | 'cacheDirectory' | 'now'>;

interface Use {
  readonly salt: SaltSource;
  readonly prepare: PrepareConfig;
}

/** Whether the sources that Salt comes from answer and have what is asked of them, each once. */
export async function checkSalt({ instances }: Project, context: Context): Promise<readonly Finding[]> {
  const uses = instances.filter(({ states }) => states.kind !== 'none').map(({ salt, prepare }) => ({ salt, prepare }));
  const unique = [...new Map(uses.map((use) => [JSON.stringify(use), use])).values()];
  const found = await Promise.all(unique.map((use) => checkUse(use, context)));
  return [...new Map(found.flat().map((finding) => [JSON.stringify(finding), finding])).values()];
}

async function checkUse({ salt, prepare }: Use, context: Context): Promise<readonly Finding[]> {
  switch (salt.from) {
    case 'pip':
      return await checkPip(salt, prepare, context);
    case 'onedir':
      return await checkOnedir(salt, context);
    // What an image or a snapshot holds shows when it is used.
    case 'image':
    case 'snapshot':
      return [];
    default:
      return salt satisfies never;
  }
}

async function checkPip(
  { version }: Extract<SaltSource, { from: 'pip' }>,
  prepare: PrepareConfig,
  { signal, environment, now }: Context,
): Promise<readonly Finding[]> {
  const title = `Salt ${version} by pip`;
  const remedy =
    'Say with `prepare: { environment: { PIP_INDEX_URL: … } }` which index guests reach, or take Salt from elsewhere.';
  return await findWithin({ title, limitMs: LIMIT_MS, signal, remedy }, async (within) => {
    const { index, from, proxy } = await findPipIndex(prepare);
    const shown = showLocation({ kind: 'http', url: index });
    if (proxy !== undefined)
      return [
        {
          title,
          outcome: 'pass',
          message: `from '${shown}' through a proxy of the guests alone: not looked at`,
          remedy: undefined,
        },
      ];
    const url = new URL('salt/', `${index.href.replace(/\/$/, '')}/`);
    const request = { url, headers: { accept: ACCEPT }, signal: within, environment, missingHint: MISSING };
    const page = await readUrl(request, { limit: INDEX_LIMIT, absent: [404] }).catch((error: unknown) => {
      throw withCode(error, 'SALT_DOWNLOAD');
    });
    const files =
      page?.text.includes(`salt-${version}.tar.gz`) === true || page?.text.includes(`salt-${version}-`) === true;
    const message = `'${shown}'${from} ${files ? 'has it' : 'answers, and has no such version'}`;
    return [
      { title, outcome: files ? 'pass' : 'fail', message, remedy: files ? undefined : MISSING },
      ...judgeDate(page?.date, now()),
    ];
  });
}

const ACCEPT = 'application/vnd.pypi.simple.v1+json, text/html;q=0.5';

function judgeDate(date: string | undefined, now: number): readonly Finding[] {
  const ahead = Date.parse(date ?? '') - now;
  if (Number.isNaN(ahead) || Math.abs(ahead) < CLOCK_SKEW_MS) return [];
  const message = `ours is ${Math.round(Math.abs(ahead) / 1000)} s ${ahead > 0 ? 'behind' : 'ahead of'} that of Salt's index`;
  return [
    {
      title: 'Clock of this machine',
      outcome: 'warn',
      message,
      remedy: 'Set it by NTP: ids of snapshots and certificates go by it.',
    },
  ];
}

async function checkOnedir(
  { version, location, sha256 }: Extract<SaltSource, { from: 'onedir' }>,
  { signal, environment, cacheDirectory }: Context,
): Promise<readonly Finding[]> {
  const title = `Salt ${version} onedir`;
  const remedy = "Check 'location', or keep the tarball on this machine and name its path.";
  return await findWithin({ title, limitMs: LIMIT_MS, signal, remedy }, async (within) => {
    const kept = ['.tar', '.tar.xz'].map((end) => join(cacheDirectory, 'salt', `${sha256.toLowerCase()}${end}`));
    if ((await Promise.all(kept.map(pathExists))).includes(true))
      return [{ title, outcome: 'pass', message: 'is in the cache', remedy: undefined }];
    const where = parseLocation(location) ?? { kind: 'file' as const, path: location };
    if (where.kind === 'http') {
      const response = await openUrl({ url: where.url, signal: within, environment, missingHint: remedy }).catch(
        (error: unknown) => {
          throw withCode(error, 'SALT_DOWNLOAD');
        },
      );
      await response.body?.cancel();
      return [
        {
          title,
          outcome: 'pass',
          message: `'${showLocation(where)}' answers; its sha256 is checked when it is fetched`,
          remedy: undefined,
        },
      ];
    }
    if ((await kindOf(where.path)) !== 'file')
      return [{ title, outcome: 'fail', message: `there is no file '${where.path}'`, remedy }];
    const found = (await hashFile(where.path, within)).digest('hex');
    if (found === sha256.toLowerCase())
      return [{ title, outcome: 'pass', message: `'${where.path}' is the file that is pinned`, remedy: undefined }];
    const message = `'${where.path}' has the sha256 ${found}, and ${sha256} is pinned`;
    return [{ title, outcome: 'fail', message, remedy: 'If the new file is the one you want, pin its sha256.' }];
  });
}
