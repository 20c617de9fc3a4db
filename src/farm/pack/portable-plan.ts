import { posix } from 'node:path';
import { ConfigError, SalternError } from '../../contract/errors.ts';
import type { InstancePlan, TreeSource } from '../../contract/plan.ts';

/** Names of what travels beside the plan itself. A mount is `mount:` and its path on the starter's machine. */
export const CONTENT = { plan: 'plan', secrets: 'secrets', trees: 'trees', pillar: 'pillar', files: 'pillar-files' };

/** Every path in what came from a `.gitignore`-like list is taken back in: what travels was sifted already. */
const NOTHING_LEFT_OUT = ['!*'];

/** The content that a mount travels as. */
export function mountName(host: string): string {
  return `mount:${host}`;
}

/**
 * The plan with names of contents in place of paths of this machine. What both machines must see by itself stays: a
 * snapshot's folder, a tarball of Salt, what a driver's section names. Pure. Throws `ConfigError` for what can only be
 * done on the starter's machine.
 */
export function makePortable(plan: InstancePlan): InstancePlan {
  refuseHostHooks(plan);
  const { trees, pillar, formula } = plan;
  const { trees: root, pillar: folder, files } = CONTENT;
  const tree = { name: formula, path: root, root, isFileRoot: true, ignore: NOTHING_LEFT_OUT };
  return {
    ...plan,
    trees: trees.length === 0 ? [] : [tree],
    pillar: {
      ...pillar,
      directories: pillar.directories.length === 0 ? [] : [folder],
      files: Object.fromEntries(Object.keys(pillar.files).map((name) => [name, `${files}/${name}`])),
    },
  };
}

/**
 * The plan as a worker runs it: each name of a content is the folder that `folders` has for it. Pure. Throws
 * `FARM_CONTENT` for a path that is in none of them: a plan from elsewhere must not read this machine's files.
 */
export function placeContent(plan: InstancePlan, folders: ReadonlyMap<string, string>): InstancePlan {
  refuseHostHooks(plan);
  const place = (path: string): string => {
    const [name = '', ...rest] = path.split('/');
    const folder = folders.get(name);
    const inside = posix.normalize(rest.join('/') || '.');
    if (folder === undefined || inside === '..' || inside.startsWith('../') || posix.isAbsolute(inside)) {
      throw foreign(plan, path);
    }
    return inside === '.' ? folder : `${folder}/${inside}`;
  };
  const { trees, pillar, prepare } = plan;
  const mounts = Object.entries(prepare.mounts).map(([host, guest]) => {
    const folder = folders.get(mountName(host));
    if (folder === undefined) throw foreign(plan, host);
    return [`${folder}/${MOUNTED}`, guest] as const;
  });
  return {
    ...plan,
    trees: trees.map((tree) => placeTree(tree, place)),
    pillar: {
      ...pillar,
      directories: pillar.directories.map(place),
      files: Object.fromEntries(Object.entries(pillar.files).map(([name, path]) => [name, place(path)])),
    },
    prepare: { ...prepare, mounts: Object.fromEntries(mounts) },
  };
}

/** What the starter leaves out did not travel. */
function placeTree(tree: TreeSource, place: (path: string) => string): TreeSource {
  const { exclude: _, ...rest } = tree;
  return { ...rest, path: place(rest.path), root: place(rest.root) };
}

/** Name of the one file in the content of a mount. */
export const MOUNTED = 'file';

/** What of a plan may stand where everybody can read it: which instance it is, and nothing that files say. Pure. */
export function skeletonOf(plan: InstancePlan): InstancePlan {
  const nothing = { text: '', view: {} };
  const { name, formula, suite, platform, tags, snapshot, steps, timeoutsMs } = plan;
  return {
    name,
    formula,
    suite,
    platform,
    tags,
    steps,
    timeoutsMs,
    snapshot: snapshot && { ...snapshot, repositories: [] },
    driver: { name: plan.driver.name, config: {} },
    salt: { from: 'image' },
    prepare: { commands: [], update: plan.prepare.update, environment: {}, mounts: {} },
    trees: [],
    states: { kind: 'none' },
    pillar: { directories: [], inline: nothing, files: {} },
    grains: nothing,
    minion: nothing,
    verify: [],
    again: { check: plan.again.check, reason: undefined, except: {} },
    hooks: [],
    place: { file: '-', line: 1 },
  };
}

/** They run in the project's folder, with all that lies there: a worker has none of it. */
function refuseHostHooks({ hooks }: InstancePlan): void {
  const problems = hooks
    .filter(({ on }) => on === 'host')
    .map(({ place, when, phase }) => ({
      file: place.file,
      line: place.line,
      column: 1,
      message: `the hook ${when} ${phase} has 'on: host', which workers cannot do: it runs in the project's folder of the starter`,
    }));
  if (problems.length > 0) throw new ConfigError(problems);
}

function foreign({ name }: InstancePlan, path: string): SalternError {
  return new SalternError('FARM_CONTENT', `The job for '${name}' names '${path}', which did not travel with it`);
}
