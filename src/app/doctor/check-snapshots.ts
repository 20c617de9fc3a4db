import { readUrl } from '../../base/fetch/open-url.ts';
import type { Project } from '../../config/project.ts';
import { ConfigError } from '../../contract/errors.ts';
import type { Finding } from '../../contract/driver.ts';
import type { Source } from '../../contract/source.ts';
import { findWithin } from '../../contract/find-within.ts';
import { sourceTrouble } from '../../contract/source-trouble.ts';
import { planInstances } from '../../plan/plan-instances.ts';
import { openSource } from '../../snapshot/sources/index.ts';
import { chooseSnapshot } from '../choose-snapshot.ts';
import type { Services } from '../services.ts';

const LIMIT_MS = 4000;
/** Three tries fit into it, and what they say is said before the rest is given up. */
const MEMBER_LIMIT_MS = 3700;
const TITLE = 'Snapshots';
const REMEDY = 'Look whether the folder of the snapshots answers: a network drive may not.';

/** The snapshot that a run would take, and whether it and its source hold the repositories that platforms name. */
export async function checkSnapshots(services: Services, project: Project): Promise<readonly Finding[]> {
  if (project.snapshots === undefined) return [];
  const { root, url } = project.snapshots;
  const look = { title: TITLE, limitMs: LIMIT_MS, signal: services.signal, remedy: REMEDY };
  const parts = await Promise.all([
    findWithin(look, () => checkChosen(services, project)),
    root === undefined
      ? []
      : findWithin({ ...look, title: 'Mirrors' }, (signal) => checkSource({ services, project }, root, signal)).then(
          warnOnly,
        ),
    url === undefined
      ? []
      : findWithin({ ...look, title: 'Snapshots by URL' }, (signal) => checkUrl(services, url, signal)),
  ]);
  return parts.flat();
}

async function checkChosen(services: Services, project: Project): Promise<readonly Finding[]> {
  const told: string[] = [];
  try {
    const snapshot = await chooseSnapshot({ ...services, tell: (line) => void told.push(line) }, project);
    if (snapshot === undefined) {
      const message = told[0]?.split(';')[0] ?? 'none is used';
      const isWanted = project.snapshot === 'none' || told.length === 0;
      const remedy = 'Take one with `saltern snapshot create`.';
      return [{ title: TITLE, outcome: isWanted ? 'pass' : 'warn', message, remedy: isWanted ? undefined : remedy }];
    }
    planInstances(
      project,
      project.instances.map((instance) => ({ ...instance, trees: [] })),
      () => snapshot,
    );
    const names = snapshot.repositories.map(({ name }) => name).join(', ');
    const odd = told.map((message): Finding => ({
      title: TITLE,
      outcome: 'warn',
      message,
      remedy: 'Move it elsewhere, or remove it.',
    }));
    return [{ title: TITLE, outcome: 'pass', message: `${snapshot.id} holds ${names}`, remedy: undefined }, ...odd];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const remedy = 'Name what it holds, or take a new one with `saltern snapshot create`.';
    return error.problems.map(({ file, line, message }) => ({
      title: TITLE,
      outcome: 'fail',
      message: `${file}:${line}: ${message}`,
      remedy,
    }));
  }
}

/** A machine that only tests has no mirrors. */
function warnOnly(findings: readonly Finding[]): readonly Finding[] {
  return findings.map((finding) => (finding.outcome === 'fail' ? { ...finding, outcome: 'warn' } : finding));
}

/** What the next night would take. */
async function checkSource(
  { services: { environment }, project }: { readonly services: Services; readonly project: Project },
  root: string,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const title = 'Mirrors';
  if (project.snapshots === undefined) return [];
  const source = await openSource(project.snapshots.source, { root, environment });
  const offered = await source.members({ signal });
  const wanted = [...new Set(project.instances.flatMap(({ repositories }) => repositories?.members ?? []))];
  const missing = wanted.filter((name) => !offered.includes(name));
  const message = `'${source.title}' offers ${offered.join(', ')}`;
  const look = { title, limitMs: MEMBER_LIMIT_MS, signal, remedy: 'See that the mirror answers.' };
  const asked = (wanted.length === 0 ? offered : wanted).filter((name) => offered.includes(name));
  const silent = await Promise.all(asked.map((name) => findWithin(look, (within) => ask(source, name, within))));
  const lacking: Finding = {
    title,
    outcome: 'warn',
    message: `${message}; there is no ${missing.map((name) => `'${name}'`).join(', ')}`,
    remedy: `Have the mirror tool fill it, or do not name it under 'snapshots: repositories'.`,
  };
  const troubles = [...(missing.length === 0 ? [] : [lacking]), ...silent.flat()];
  return troubles.length === 0 ? [{ title, outcome: 'pass', message, remedy: undefined }] : troubles;
}

/** Nothing to tell where it answers: a source may know its members by their names in a file alone. */
async function ask(source: Source, member: string, signal: AbortSignal): Promise<readonly Finding[]> {
  await source.metadataDigest(member, { signal });
  return [];
}

async function checkUrl(services: Services, url: string, signal: AbortSignal): Promise<readonly Finding[]> {
  const request = { url: new URL(url), signal, environment: services.environment };
  // Some servers list no folders: that one answers is what counts.
  await readUrl(request, { limit: 1, absent: [401, 403, 404] }).catch((error: unknown) => {
    throw sourceTrouble(error);
  });
  return [{ title: 'Snapshots by URL', outcome: 'pass', message: `'${url}' answers`, remedy: undefined }];
}
