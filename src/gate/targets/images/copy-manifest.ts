import { z } from 'zod';
import { parseJson } from '../../../base/json/parse-json.ts';
import { targetFailed } from '../target-failed.ts';
import type { Manifest, RegistryClient } from './open-registry.ts';

const described = z.object({ digest: z.string(), urls: z.array(z.string()).optional() });
const schema = z.object({
  manifests: z.array(described).optional(),
  config: described.optional(),
  layers: z.array(described).optional(),
});

export interface CopyOptions {
  readonly registry: RegistryClient;
  readonly title: string;
  readonly from: string;
  readonly to: string;
}

/**
 * Lets a repository have all that a manifest of another one names, so that it takes the manifest: layers are shared, and
 * the images of an index come along. No tag changes. Throws `TARGET_FAILED`.
 */
export async function copyContent(manifest: Manifest, options: CopyOptions): Promise<void> {
  const { registry, title, from, to } = options;
  if (from === to) return;
  const parsed = schema.safeParse(parseJson(Buffer.from(manifest.bytes).toString()));
  if (!parsed.success) throw targetFailed(title, `did not move: '${from}@${manifest.digest}' is no manifest`);
  const { manifests = [], config, layers = [] } = parsed.data;
  for (const { digest } of manifests) {
    const one = await registry.getManifest(from, digest);
    if (one === undefined) throw targetFailed(title, `did not move: '${from}' lacks '${digest}', which an index names`);
    await copyContent(one, options);
    await registry.putManifest(to, digest, one);
  }
  for (const { digest, urls } of [...(config === undefined ? [] : [config]), ...layers]) {
    // A layer with addresses of its own is in no registry.
    if (urls === undefined) await registry.mountBlob(to, from, digest);
  }
}
