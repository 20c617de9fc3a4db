import type { JsonObject } from '../../base/json/json.ts';
import type { InstancePlan } from '../../contract/plan.ts';
import { withoutAnchors, writeData, writeYamlKey } from './data-text.ts';
import { GUEST_FILE_ROOT, GUEST_PILLAR_ROOT, GUEST_ROOT } from '../guest-paths.ts';

/**
 * Folders of modules that a formula repository may have beside its states, by the names from which Salt syncs them, and
 * the option that names such a folder to Salt's loader (`salt/loader/__init__.py`).
 */
export const MODULE_FOLDERS: Readonly<Record<string, string>> = {
  _modules: 'module_dirs',
  _states: 'states_dirs',
  _grains: 'grains_dirs',
  _renderers: 'render_dirs',
  _returners: 'returner_dirs',
  _runners: 'runner_dirs',
  _utils: 'utils_dirs',
  _pillar: 'pillar_dirs',
  _sdb: 'sdb_dirs',
  _serializers: 'serializers_dirs',
  _matchers: 'matchers_dirs',
  _output: 'outputter_dirs',
  _outputters: 'outputter_dirs',
  _tops: 'top_dirs',
  _executors: 'executor_dirs',
  _beacons: 'beacons_dirs',
  _engines: 'engines_dirs',
  _clouds: 'cloud_dirs',
  _proxy: 'proxy_dirs',
  _metaproxy: 'metaproxy_dirs',
  _log_handlers: 'log_handlers_dirs',
  _wrapper: 'wrapper_dirs',
  _roster: 'roster_dirs',
  _netapi: 'netapi_dirs',
  _queues: 'queue_dirs',
  _thorium: 'thorium_dirs',
  _tokens: 'tokens_dirs',
  _fileserver: 'fileserver_dirs',
  _auth: 'auth_dirs',
  _cache: 'cache_dirs',
  _search: 'search_dirs',
  _wheel: 'wheel_dirs',
};

/**
 * The minion configuration of an instance: masterless, with everything Salt writes kept below saltern's own folder, so
 * that a formula which manages a real minion does not meet ours. The suite's `minion` comes last and wins.
 */
export function minionConfig(plan: InstancePlan, moduleFolders: readonly string[]): string {
  const { grains, minion } = plan;
  const said = Object.keys(minion.view);
  const lines = Object.entries(ownConfig(plan, moduleFolders)).map(([key, value]) =>
    said.includes(key) ? '' : `${key}: ${writeData(value)}\n`,
  );
  // PyYAML refuses a document that has an anchor twice.
  const apart = minion.text.includes('&') ? { ...grains, text: withoutAnchors(grains.text) } : grains;
  const data = [
    ...(grains.text === '' || said.includes('grains') ? [] : [writeYamlKey('grains', apart)]),
    // Merged in as `<<` does it, which takes a map in any style.
    ...(minion.text === '' ? [] : [writeYamlKey('<<', minion)]),
  ];
  return lines.join('') + joinTexts(data);
}

/** One after the other; a line break after the last line of a block of text would be one more, so that comes last. */
function joinTexts(texts: readonly string[]): string {
  const isEnded = (text: string): boolean => text.endsWith('\n') || /^\S+: /u.test(text);
  return texts
    .toSorted((a, b) => Number(isEnded(b)) - Number(isEnded(a)))
    .map((text) => (isEnded(text) && !text.endsWith('\n') ? `${text}\n` : text))
    .join('');
}

function ownConfig(plan: InstancePlan, moduleFolders: readonly string[]): JsonObject {
  return {
    id: plan.name,
    file_client: 'local',
    master_type: 'disable',
    file_roots: serve(GUEST_FILE_ROOT, plan),
    pillar_roots: serve(GUEST_PILLAR_ROOT, plan),
    // Salt trusts a file list for 20 s: a file deleted on the host would still be found right after.
    fileserver_list_cache_time: 0,
    // Otherwise a pillar that does not render says only 'see master log'.
    pillar_safe_render_error: false,
    // A formula's own modules are loaded from where they lie. Salt's way is to copy them before a highstate (1 s and
    // more, and not at all for `state.apply NAMES`), so its grains would only be there from the second pass on.
    autoload_dynamic_modules: false,
    ...moduleDirs(moduleFolders),
    cachedir: `${GUEST_ROOT}/cache`,
    pki_dir: `${GUEST_ROOT}/pki`,
    sock_dir: `${GUEST_ROOT}/sock`,
    pidfile: `${GUEST_ROOT}/salt-minion.pid`,
    log_file: `${GUEST_ROOT}/log/minion`,
  };
}

/** Every environment has the same files: what is tested is one tree. */
function serve(root: string, { environments = [] }: InstancePlan): JsonObject {
  return Object.fromEntries([...new Set(['base', ...environments])].map((name) => [name, [root]]));
}

/** Two folders may be for one kind of module. */
function moduleDirs(folders: readonly string[]): JsonObject {
  const options = new Set(folders.map((name) => MODULE_FOLDERS[name] ?? ''));
  const dirsOf = (option: string): readonly string[] =>
    folders.filter((name) => MODULE_FOLDERS[name] === option).map((name) => `${GUEST_FILE_ROOT}/${name}`);
  return Object.fromEntries([...options].map((option) => [option, dirsOf(option)]));
}
