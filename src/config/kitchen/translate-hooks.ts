import { asMap, asText, isObject, type Path } from '../../base/json/json-value.ts';
import type { Json, JsonObject } from '../../base/json/json.ts';
import type { Ledger } from './ledger.ts';
import { textsOf } from './translate-driver.ts';

/** Commands that kitchen-salt runs in the guest before Salt, in its order. */
const BEFORE_SALT = ['init_environment', 'prepare_salt_environment', 'pre_salt_command'];
const PHASES = ['create', 'converge', 'verify', 'destroy'];

/** Hooks of kitchen-salt and of Test Kitchen's life cycle at one level. */
export function takeHooks(ledger: Ledger, level: Path): readonly JsonObject[] {
  const commands = BEFORE_SALT.flatMap((word) => {
    const value = ledger.take(...level, 'provisioner', word);
    return value === undefined || value === null ? [] : textsOf(value);
  });
  const inCycle = PHASES.flatMap((phase) =>
    (['pre', 'post'] as const).flatMap((when) => takeCycle(ledger, level, { phase, when })),
  );
  return [...commands.map((run) => ({ before: 'converge', run })), ...inCycle];
}

function takeCycle(
  ledger: Ledger,
  level: Path,
  { phase, when }: { readonly phase: string; readonly when: 'pre' | 'post' },
): readonly JsonObject[] {
  const path = [...level, 'lifecycle', `${when}_${phase}`];
  const value = ledger.take(...path);
  const word = when === 'pre' ? 'before' : 'after';
  return (Array.isArray(value) ? value : []).flatMap((item: Json, index) => {
    const hook = readHook(item);
    if (hook !== undefined) return [{ [word]: phase, ...hook }];
    ledger.leave([...path, index], 'a hook is one shell line, in the guest or on this machine');
    return [];
  });
}

/** A text runs on this machine, as `local` does. */
function readHook(item: Json): JsonObject | undefined {
  if (typeof item === 'string') return { on: 'host', run: item };
  if (!isObject(item) || Object.keys(asMap(item)).length !== 1) return undefined;
  const [local, remote] = [asText(item['local']), asText(item['remote'])];
  if (local !== undefined) return { on: 'host', run: local };
  return remote === undefined ? undefined : { run: remote };
}
