import type { HostContext } from '../../src/contract/context.ts';
import type { DriverNeeds, Finding } from '../../src/contract/driver.ts';
import type { SalternError } from '../../src/contract/errors.ts';
import { findWithin } from '../../src/contract/find-within.ts';
import { findImage } from './base-image.ts';
import type { DockerConfig } from './config.ts';
import type { Engine } from './engine.ts';
import { explainPull } from './pull-image.ts';
import { registryCredentials } from '../../src/base/registry/registry-credentials.ts';

const LIMIT_MS = 4000;
const TITLE = 'Images';

type Wanted = Pick<DockerConfig, 'image' | 'pull'>;

/** For the doctor: whether the images of a project are here, or their registries would give them. Nothing is pulled. */
export async function findImages(
  engine: Engine,
  { platforms }: DriverNeeds<DockerConfig>,
  context: HostContext,
): Promise<readonly Finding[]> {
  const wanted = [
    ...new Map(platforms.map(({ config }) => [JSON.stringify([config.image, config.pull]), config])).values(),
  ];
  const found = await Promise.all(wanted.map((config) => lookFor(engine, config, context)));
  return gather(found.flat());
}

async function lookFor(engine: Engine, { image, pull }: Wanted, context: HostContext): Promise<readonly Finding[]> {
  const remedy = `Look whether its registry can be reached from the engine; \`docker pull ${image}\` says more.`;
  const look = { title: `Image '${image}'`, limitMs: LIMIT_MS, signal: context.signal, remedy };
  return await findWithin(look, async (signal) => {
    if (pull !== 'always' && (await findImage(engine, image, signal)) !== undefined)
      return [pass(`'${image}' is here`)];
    if (pull === 'never') {
      const message = "is not on the engine, and 'pull: never' forbids fetching it";
      return [
        { title: look.title, outcome: 'fail', message, remedy: `Build it, or fetch it with \`docker pull ${image}\`.` },
      ];
    }
    const credentials = await registryCredentials(image, context.environment, signal);
    const auth = credentials === undefined ? {} : { authconfig: { username: '', password: '', ...credentials } };
    try {
      const ask = { abortSignal: signal, ...auth };
      await engine.ask(`ask for '${image}'`, (docker) => docker.getImage(image).distribution(ask), signal);
    } catch (error) {
      signal.throwIfAborted();
      return [refused(look.title, explainPull(error, image, credentials !== undefined))];
    }
    return [pass(`'${image}' can be pulled`)];
  });
}

/** Offline, nobody knows whether there is such an image. */
function refused(title: string, { code, isTransient, details, remedy = '' }: SalternError): Finding {
  const what = code === 'IMAGE_MISSING' ? 'there is none in its registry' : 'is not here, and its registry refuses it';
  const message = isTransient ? 'is not here, and its registry does not answer' : what;
  return { title, outcome: isTransient ? 'warn' : 'fail', message: [message, ...details].join(': '), remedy };
}

function pass(message: string): Finding {
  return { title: TITLE, outcome: 'pass', message, remedy: undefined };
}

/** Those that are well in one line. */
function gather(findings: readonly Finding[]): readonly Finding[] {
  const well = findings.filter(({ outcome }) => outcome === 'pass');
  const line = well.length === 0 ? [] : [pass(well.map(({ message }) => message).join(', '))];
  return [...line, ...findings.filter(({ outcome }) => outcome !== 'pass')];
}
