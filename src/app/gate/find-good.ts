import type { Project } from '../../config/project.ts';
import type { KeptEvidence } from '../../contract/evidence.ts';
import { projectFolders } from '../../contract/project-folders.ts';
import type { SnapshotRoot, SnapshotSummary } from '../../contract/snapshot.ts';
import type { Store } from '../../contract/store.ts';
import { openStore } from '../../store/index.ts';
import { loadProjectFor, type ProjectOptions } from '../load-project-for.ts';
import { openRoot } from '../open-root.ts';
import type { Services } from '../services.ts';

/** A formula on a platform, and where it passed last. */
export interface GoodProduct {
  readonly formula: string;
  readonly platform: string;
  /** The newest snapshot on which all its suites passed; undefined: none of those that are still there. */
  readonly snapshot: Pick<SnapshotSummary, 'id' | 'digest'> | undefined;
}

/** What is known to be good. */
export interface KnownGood {
  /** What the reference `last-good` stands for; undefined: nothing yet. */
  readonly snapshot: SnapshotSummary | undefined;
  /** The channel that it goes by: the nightly's. */
  readonly channel: string;
  /** In the order of the project. */
  readonly products: readonly GoodProduct[];
  /** Why the log that says so may not be what was written, a sentence. Default: it is. */
  readonly logTrouble?: string;
}

/** The newest snapshot that is known to be good, as a whole and for each product. Throws `SNAPSHOT_SOURCE`, `EVIDENCE_DAMAGED`. */
export async function findGood(services: Services, options: ProjectOptions): Promise<KnownGood> {
  const project = await loadProjectFor(services, { ...options, isLocalRead: false });
  const root = await openRoot(services, project);
  await using store = await openStore('files', { folders: projectFolders(project.reportsDirectory), root });
  const { trouble } = await root.auditState();
  return {
    ...(trouble === undefined ? {} : { logTrouble: trouble }),
    snapshot: await root.lastGood(),
    channel: project.nightly.channel,
    products: await findProducts(project, root, store),
  };
}

async function findProducts(project: Project, root: SnapshotRoot, store: Store): Promise<readonly GoodProduct[]> {
  const products = [...Map.groupBy(project.instances, ({ formula, platform }) => JSON.stringify([formula, platform]))];
  const found = new Map<string, SnapshotSummary>();
  for (const snapshot of await root.list()) {
    if (found.size === products.length) break;
    const { evidence } = await store.evidence().ofSnapshot(snapshot.id, snapshot.digest);
    const passed = listPassed(evidence.filter((one) => one.snapshot?.digest === snapshot.digest));
    for (const [product, instances] of products)
      if (!found.has(product) && instances.every(({ name }) => passed.has(name))) found.set(product, snapshot);
  }
  return products.flatMap(([product, [first]]) => {
    if (first === undefined) return [];
    const at = found.get(product);
    return [{ formula: first.formula, platform: first.platform, snapshot: at && { id: at.id, digest: at.digest } }];
  });
}

/** Instances whose newest verdict is a pass: one that could not be run says nothing. */
function listPassed(evidence: readonly KeptEvidence[]): ReadonlySet<string> {
  const newest = new Map<string, KeptEvidence>();
  for (const one of evidence) {
    const known = newest.get(one.instance);
    const isVerdict = one.outcome === 'pass' || one.outcome === 'fail';
    if (isVerdict && (known === undefined || known.number < one.number)) newest.set(one.instance, one);
  }
  return new Set([...newest.values()].filter(({ outcome }) => outcome === 'pass').map(({ instance }) => instance));
}
