import { posix } from 'node:path';
import type Docker from 'dockerode';
import { z } from 'zod';
import type { Prepared, PrepareStage } from '../../src/contract/prepare.ts';
import type { DriverContext } from '../../src/contract/context.ts';
import { SalternError } from '../../src/contract/errors.ts';
import type { InstancePlan } from '../../src/contract/plan.ts';
import type { DockerConfig } from './config.ts';
import { SYSTEMD_SECURITY } from './container-options.ts';
import type { Engine } from './engine.ts';
import { WAIT_FOREVER } from './guest-scripts.ts';
import { LABEL, ownLabels, preparedTag } from './labels.ts';

export interface StageBuild {
  readonly plan: InstancePlan;
  readonly config: DockerConfig;
  readonly stage: PrepareStage;
  readonly key: string;
  /** Id of the image to build on. */
  readonly parent: string;
  readonly base: Prepared['image'];
  /** Whether instances start from this image: then its init has to be there. */
  readonly isLast: boolean;
}

/** What a builder carries, and all that is made for it. */
export function builderLabels({ plan, key }: StageBuild, context: DriverContext): Readonly<Record<string, string>> {
  return { ...ownLabels(context, plan.name, 'builder'), [LABEL.prepared]: key };
}

export interface BuilderParts {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly mounts: readonly Docker.MountSettings[];
  readonly hasCgroupNamespaces: boolean;
}

/** A container that waits for steps to be run in it. Not aborted half-way, see `Engine.make`. */
export async function createBuilder(
  engine: Engine,
  { config, parent }: Pick<StageBuild, 'config' | 'parent'>,
  { name, labels, mounts, hasCgroupNamespaces }: BuilderParts,
  context: DriverContext,
): Promise<void> {
  context.signal.throwIfAborted();
  const create = (docker: Docker) =>
    docker.createContainer({
      name,
      Image: parent,
      // As command, not as entry point: an entry point could not be removed again when the image is saved.
      Entrypoint: [],
      Cmd: ['/bin/sh', '-c', WAIT_FOREVER],
      OpenStdin: true,
      User: '0',
      WorkingDir: '/',
      Labels: { ...labels },
      ...(config.platform === undefined ? {} : { platform: config.platform }),
      HostConfig: {
        Mounts: [...mounts],
        Privileged: config.privileged,
        ...(hasCgroupNamespaces ? { CgroupnsMode: 'private' as const } : {}),
        // As for instances, so that what is installed here behaves as it would there.
        CapAdd: [...new Set(['SYS_ADMIN', ...config['cap-add']])],
        SecurityOpt: config['security-opt'] ?? SYSTEMD_SECURITY,
        ExtraHosts: Object.entries(config.hosts).map(([host, address]) => `${host}:${address}`),
        Dns: config.dns,
      },
    });
  await engine.make(`make the builder '${name}'`, create, context.signal);
  context.signal.throwIfAborted();
}

/**
 * Those of the mount points, and the folders above them, that the engine made because the image lacks them. Deepest
 * first.
 */
export async function madeByMounting(
  engine: Engine,
  container: string,
  paths: readonly string[],
): Promise<readonly string[]> {
  if (paths.length === 0) return [];
  const changes: unknown = await engine.ask('look at the mount points', (docker) =>
    docker.getContainer(container).changes(),
  );
  const added = changeList.parse(changes).filter(({ Kind }) => Kind === ADDED);
  const above = new Set(paths.flatMap((path) => [path, ...parentsOf(path)]));
  return added
    .map(({ Path }) => Path)
    .filter((path) => above.has(path))
    .sort((one, other) => other.length - one.length);
}

const ADDED = 1;
const changeList = z
  .array(z.object({ Path: z.string(), Kind: z.number() }))
  .nullable()
  .transform((list) => list ?? []);

function parentsOf(path: string): readonly string[] {
  const parent = posix.dirname(path);
  return parent === path || parent === '/' ? [] : [parent, ...parentsOf(parent)];
}

/** Saves the builder as the prepared image of its key. Gives the image's id. */
export async function saveBuilder(
  engine: Engine,
  build: StageBuild,
  name: string,
  { signal }: DriverContext,
): Promise<string> {
  const { plan, stage, key, parent, base } = build;
  const [repo, tag] = preparedTag(key).split(':');
  const labels = {
    [LABEL.prepared]: key,
    [LABEL.parent]: parent,
    [LABEL.base]: `${base.reference} ${base.digest}`,
    [LABEL.platform]: plan.platform,
    [LABEL.title]: stage.title ?? stage.name,
    // Labels of the builder, which commit would copy: an image belongs to no project, and a sweep must not find it.
    [LABEL.project]: '',
    [LABEL.instance]: '',
    [LABEL.run]: '',
    [LABEL.role]: '',
  };
  const changes = Object.entries(labels).map(([label, value]) => `LABEL ${label}=${JSON.stringify(value)}`);
  const answer: unknown = await engine.ask(
    `save the image for '${plan.platform}'`,
    (docker) => docker.getContainer(name).commit({ repo, tag, changes: [...changes, 'CMD ["/sbin/init"]'] }),
    signal,
  );
  if (typeof answer === 'object' && answer !== null && 'Id' in answer && typeof answer.Id === 'string')
    return answer.Id;
  throw new SalternError('ENGINE_FAILED', 'Docker saved an image but did not say which', { isTransient: true });
}
