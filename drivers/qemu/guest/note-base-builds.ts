import { basename } from 'node:path';
import { LIST_BUILDS, parseBuilds } from '../../../src/base/rpm/installed-builds.ts';
import { baseBuildsFile, keepBaseBuilds } from '../../../src/connect/keep-base-builds.ts';
import type { DriverContext } from '../../../src/contract/context.ts';
import type { GuestAgent } from './guest-agent.ts';

/** Where it stands what an image holds. Images are files that have the digest of their bytes as name. */
export function imageBuildsFile(image: string, context: Pick<DriverContext, 'cacheDirectory'>): string {
  return baseBuildsFile(context, 'qemu', basename(image));
}

/** Notes what is installed in an image, asked of a machine that has just started from it. */
export async function noteBaseBuilds(
  agent: Pick<GuestAgent, 'ask'>,
  image: string,
  context: Pick<DriverContext, 'cacheDirectory' | 'signal'>,
): Promise<void> {
  await keepBaseBuilds(imageBuildsFile(image, context), async () => {
    // In a shell of its own: the agent's must not end with it.
    const { code, said } = await agent.ask(`( ${LIST_BUILDS} )`, context.signal);
    return code === 0 ? parseBuilds(said) : undefined;
  });
}
