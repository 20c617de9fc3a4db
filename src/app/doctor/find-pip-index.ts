import { readText } from '../../base/files/read-regular.ts';
import { MOST_BYTES } from '../../base/files/size-limits.ts';
import type { PrepareConfig } from '../../contract/plan.ts';

export interface PipIndex {
  readonly index: URL;
  /** Who names it, ` (PIP_INDEX_URL of prepare)`; empty: it is pip's own. */
  readonly from: string;
  /** A proxy that guests are given while they are prepared. */
  readonly proxy: string | undefined;
}

const DEFAULT_INDEX = 'https://pypi.org/simple';
/** Where pip looks in a guest that runs as root. */
const FILES = ['/root/.config/pip/pip.conf', '/root/.pip/pip.conf', '/etc/pip.conf', '/etc/xdg/pip/pip.conf'];

/** The package index as pip in a guest will know it: from the environment of `prepare`, or a pip.conf that is mounted there. */
export async function findPipIndex({
  environment,
  mounts,
}: Pick<PrepareConfig, 'environment' | 'mounts'>): Promise<PipIndex> {
  const proxy = environment['HTTPS_PROXY'] ?? environment['https_proxy'] ?? environment['PIP_PROXY'];
  const named = environment['PIP_INDEX_URL'];
  if (named !== undefined && URL.canParse(named))
    return { index: new URL(named), from: ' (PIP_INDEX_URL of prepare)', proxy };
  const own = environment['PIP_CONFIG_FILE'];
  const files = own === undefined ? FILES : [own, ...FILES];
  for (const file of files) {
    const host = Object.entries(mounts).find(([, guest]) => guest === file)?.[0];
    const text = host === undefined ? '' : await readText(host, MOST_BYTES.settings).catch(() => '');
    const found = indexOf(text);
    if (found !== undefined) return { index: found, from: ` (${file} of prepare)`, proxy };
  }
  return { index: new URL(DEFAULT_INDEX), from: '', proxy };
}

/** `index-url` of a pip.conf, which is an INI file. Pure. */
function indexOf(text: string): URL | undefined {
  const [, value = ''] = /^[ \t]*index[-_]url[ \t]*[=:][ \t]*(\S+)/m.exec(text) ?? [];
  return URL.canParse(value) ? new URL(value) : undefined;
}
