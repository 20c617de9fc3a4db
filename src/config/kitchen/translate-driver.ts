import { asTextMap, isObject, type Path } from '../../base/json/json-value.ts';
import type { Json, JsonObject } from '../../base/json/json.ts';
import type { Ledger } from './ledger.ts';

/** What kitchen-docker's words are called in a `docker:` section, and what their values become; undefined: no such value. */
const WORDS: Readonly<Record<string, readonly [word: string, (value: Json) => Json | undefined]>> = {
  hostname: ['hostname', textOf],
  cap_add: ['cap-add', textsOf],
  cap_drop: ['cap-drop', textsOf],
  security_opt: ['security-opt', textsOf],
  volume: ['volumes', volumesOf],
  tmpfs: ['tmpfs', textsOf],
  dns: ['dns', textsOf],
  add_host: ['hosts', hostsOf],
  env_variables: ['environment', environmentOf],
  memory: ['memory', textOf],
  forward: ['ports', textsOf],
  run_command: ['init', initOf],
};

/** A `driver:` of kitchen.yml, at any level, as a `docker:` section; empty where it says nothing for one. */
export function translateDriver(ledger: Ledger, path: Path): JsonObject {
  const section: Record<string, Json> = {};
  for (const [theirs, [ours, translate]] of Object.entries(WORDS)) {
    const value = ledger.take(...path, theirs);
    if (value === undefined || value === null) continue;
    const translated = translate(value);
    if (translated === undefined) ledger.leave([...path, theirs], 'it has no value that `docker:` knows');
    else section[ours] = translated;
  }
  return section;
}

/** What is to be run once in the image. */
export function takeCommands(ledger: Ledger, path: Path): readonly string[] {
  const value = ledger.take(...path, 'provision_command');
  return value === undefined ? [] : textsOf(value);
}

/** A list of texts, or one text in place of it. */
export function textsOf(value: Json): string[] {
  const items = Array.isArray(value) ? value : [value];
  return items.flatMap((item) => textOf(item) ?? []);
}

function textOf(value: Json): string | undefined {
  if (typeof value === 'string' && value !== '') return value;
  return typeof value === 'number' ? String(value) : undefined;
}

/** Without what systemd needs and gets anyway. */
function volumesOf(value: Json): string[] {
  return textsOf(value).filter((volume) => !volume.includes(':/sys/fs/cgroup'));
}

/** `name:address`, or a map. */
function hostsOf(value: Json): Json {
  if (isObject(value)) return { ...asTextMap(value) };
  return Object.fromEntries(
    textsOf(value).map((line) => {
      const colon = line.indexOf(':');
      return colon < 0 ? [line, 'host-gateway'] : [line.slice(0, colon), line.slice(colon + 1)];
    }),
  );
}

function environmentOf(value: Json): Json | undefined {
  if (!isObject(value)) return undefined;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, textOf(item) ?? JSON.stringify(item)]));
}

/** PID 1; a shell or an SSH server there is Test Kitchen's way in. */
function initOf(value: Json): Json | undefined {
  const words = textsOf(value).flatMap((text) => text.trim().split(/\s+/));
  const program = words[0]?.split('/').at(-1) ?? '';
  if (!/^(?:systemd|init)$/.test(program)) return undefined;
  return words.length === 1 ? (words[0] ?? '') : words;
}
