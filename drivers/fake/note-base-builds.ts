import { LIST_BUILDS, parseBuilds } from '../../src/base/rpm/installed-builds.ts';
import { baseBuildsFile, keepBaseBuilds } from '../../src/connect/keep-base-builds.ts';
import type { DriverContext } from '../../src/contract/context.ts';
import type { FakeConfig } from './config.ts';
import { execOnHost } from './exec-on-host.ts';

/** Notes what a pretended image holds: what is said of it, or what this machine does where commands run on it. */
export async function noteBaseBuilds(key: string, config: FakeConfig, context: DriverContext): Promise<string> {
  return await keepBaseBuilds(baseBuildsFile(context, 'fake', key), async () => {
    if (config.exec === 'answers' || config.packages.length > 0) return parseBuilds(config.packages.join('\n'));
    const { cacheDirectory, signal } = context;
    const { code, stdout } = await execOnHost(['/bin/sh', '-c', LIST_BUILDS], cacheDirectory, { signal });
    return code === 0 ? parseBuilds(stdout) : undefined;
  });
}
