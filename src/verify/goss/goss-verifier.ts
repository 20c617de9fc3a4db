import { hash } from 'node:crypto';
import { canonicalText } from '../../base/json/canonical-text.ts';
import type { Connection } from '../../contract/connection.ts';
import { ConfigError, SalternError } from '../../contract/errors.ts';
import type { CheckResult } from '../../contract/result.ts';
import type { Verifier } from '../../contract/verifier.ts';
import type { CheckDocument, GossConfig } from './document.ts';
import { judgeResource } from './judge-resource.ts';
import type { ProbeRecords } from './probe/parse-records.ts';
import { runProbe } from './probe/run-probe.ts';
import { refuseNothing } from './refuse-nothing.ts';
import { readDocuments } from './read-documents.ts';
import { readResources } from './read-resources.ts';
import type { Facts, Resource, ResourceType } from './resource.ts';
import { RESOURCE_TYPES } from './resource-types.ts';
import { validateCheckDocuments } from './validate-checks.ts';

/** How many failed resources of one type are explained; when everything fails, the first ones say why. */
const MOST_EXPLAINED = 20;

/** Native checks in the goss file format: one exec gathers everything, another explains what failed. */
export const gossVerifier: Verifier<GossConfig> = {
  name: 'goss',
  where: 'guest',
  read: readDocuments,
  digest: ({ documents }) => Promise.resolve(digestOf(documents)),
  async verify({ documents }, { plan, connection }, { signal }) {
    const problems = validateCheckDocuments(documents);
    if (problems.length > 0) throw new ConfigError(problems);
    const resources = readResources(documents);
    refuseNothing(plan.name, { documents, resources });
    const judged = await judgeAll(resources, connection, signal);
    return explainFailures(judged, connection, signal);
  },
};

/** A resource with what was found and decided. */
interface Judged {
  readonly type: ResourceType;
  readonly resource: Resource;
  readonly facts: Facts;
  readonly results: readonly CheckResult[];
  readonly records: ProbeRecords;
}

/** Covers what is asserted, not where it is written. */
function digestOf(documents: readonly CheckDocument[]): string {
  return `sha256:${hash('sha256', canonicalText(documents.map(({ resources }) => resources)))}`;
}

async function judgeAll(
  resources: readonly Resource[],
  connection: Connection,
  signal: AbortSignal,
): Promise<readonly Judged[]> {
  const groups = RESOURCE_TYPES.map((type) => ({
    type,
    members: resources.filter((resource) => resource.type === type.name && !resource.isSkipped),
  })).filter(({ members }) => members.length > 0);
  const pieces = groups.flatMap(({ type, members }) => type.gather(members));
  const records: ProbeRecords = pieces.length > 0 ? await runProbe(connection, pieces, signal) : new Map();
  const facts = new Map<Resource, Facts>();
  for (const { type, members } of groups) {
    for (const [at, found] of type.read(members, records).entries()) {
      const resource = members[at];
      if (resource) facts.set(resource, found);
    }
  }
  return resources.flatMap((resource) => {
    const type = RESOURCE_TYPES.find(({ name }) => name === resource.type);
    const found = facts.get(resource) ?? {};
    return type ? [{ type, resource, facts: found, results: judgeResource(type, resource, found), records }] : [];
  });
}

async function explainFailures(
  judged: readonly Judged[],
  connection: Connection,
  signal: AbortSignal,
): Promise<readonly CheckResult[]> {
  const failed = judged.flatMap((one) => {
    const results = one.results.filter(({ outcome }) => outcome === 'fail');
    const [result] = results;
    return result ? [{ ...one, result, failed: results.map(({ property }) => property) }] : [];
  });
  const pieces = RESOURCE_TYPES.flatMap((type) => {
    const members = failed.filter((one) => one.type === type).slice(0, MOST_EXPLAINED);
    return members.length > 0 ? type.gatherMore(members) : [];
  });
  const more = pieces.length > 0 ? await lookFurther(connection, pieces, signal) : new Map();
  const details = new Map(failed.map((one) => [one.result, one.type.explain(one, one.records, more)]));
  return judged.flatMap(({ results }) => results.map((result) => ({ ...result, details: details.get(result) ?? [] })));
}

/** The verdict stands already, so trouble in explaining it only costs the explanation. */
async function lookFurther(
  connection: Connection,
  pieces: readonly string[],
  signal: AbortSignal,
): Promise<ProbeRecords> {
  try {
    return await runProbe(connection, pieces, signal);
  } catch (error) {
    const isOurs = error instanceof SalternError && error.code === 'VERIFY_TROUBLE';
    if (isOurs && !signal.aborted) return new Map();
    throw error;
  }
}
