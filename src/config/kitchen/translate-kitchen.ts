import { asMap, asText, valueAt, type Path } from '../../base/json/json-value.ts';
import type { Json, JsonObject } from '../../base/json/json.ts';
import { kindOf } from '../../base/files/kind-of.ts';
import { join } from 'node:path';
import { explainLeftOut } from './explain-left-out.ts';
import { openLedger, type LeftOut, type Ledger } from './ledger.ts';
import type { Kitchen } from './read-kitchen.ts';
import { takeCommands, textsOf, translateDriver } from './translate-driver.ts';
import { takeHooks } from './translate-hooks.ts';
import { translatePlatforms } from './translate-platforms.ts';
import { translateSuite, type TranslatedSuite } from './translate-suites.ts';

/** A kitchen.yml in the words of saltern.yml. */
export interface TranslatedKitchen {
  /** Name of the formula's folder, where it is one. */
  readonly formula: string | undefined;
  /** A whole state tree, by its folder. */
  readonly tree: string | undefined;
  readonly platforms: Readonly<Record<string, JsonObject>>;
  /** Keys of the project beside platforms and suites. */
  readonly shared: JsonObject;
  readonly suites: Readonly<Record<string, JsonObject>>;
  readonly assumptions: readonly string[];
  readonly leftOut: readonly LeftOut[];
}

/** What is never part of a formula, said or not. */
const NEVER_TAKEN = ['.git', '.kitchen'];
const CONTAINERS = ['docker', 'dokken', 'podman'];

/** Everything that a kitchen.yml says and that saltern.yml has a word for; what it has none for is named. */
export async function translateKitchen({ value, place }: Kitchen, root: string): Promise<TranslatedKitchen> {
  const ledger = openLedger({ value, place }, explainLeftOut);
  leaveOtherDriver(ledger, value);
  const indexes = suitesOfSalt(ledger, value);
  const platforms = translatePlatforms(ledger, toList(value['platforms']));
  const { formula, tree } = await takeFormula(ledger, root);
  const states = formula === undefined ? undefined : [formula];
  const suites: TranslatedSuite[] = [];
  for (const index of indexes) {
    const suite = await translateSuite(index, {
      ledger,
      root,
      platforms,
      states,
    });
    if (suite !== undefined) suites.push(suite);
  }
  const depends = [...new Map(suites.flatMap((suite) => suite.depends)).values()];
  const docker = translateDriver(ledger, ['driver']);
  const commands = takeCommands(ledger, ['driver']);
  const hooks = takeHooks(ledger, []);
  const ignored = textsOf(ledger.take('provisioner', 'salt_copy_filter') ?? []).filter(
    (name) => !NEVER_TAKEN.includes(name),
  );
  return {
    formula,
    tree,
    platforms: platforms.platforms,
    shared: {
      ...(depends.length > 0 ? { depends } : {}),
      ...(ignored.length > 0 ? { ignore: ignored } : {}),
      ...(Object.keys(docker).length > 0 ? { docker } : {}),
      ...(commands.length > 0 ? { prepare: { commands: [...commands] } } : {}),
      ...(hooks.length > 0 ? { hooks: [...hooks] } : {}),
    },
    suites: Object.fromEntries(suites.map(({ name, suite }) => [name, suite])),
    assumptions: platforms.assumptions,
    leftOut: ledger.close(),
  };
}

/** The formula's folder, or, where the project is a state tree, the folder of that. */
async function takeFormula(
  ledger: Ledger,
  root: string,
): Promise<{ readonly formula: string | undefined; readonly tree: string | undefined }> {
  const formula = asText(ledger.take('provisioner', 'formula'));
  const isTree = ledger.take('provisioner', 'is_file_root') === true;
  const saltRoot = asText(ledger.take('provisioner', 'local_salt_root'));
  ledger.take('provisioner', 'state_top_from_file');
  if (isTree) return { formula: undefined, tree: '.' };
  if (saltRoot !== undefined) return { formula: undefined, tree: join(saltRoot, 'salt') };
  if (formula !== undefined && (await kindOf(join(root, formula))) === 'folder') return { formula, tree: undefined };
  if (formula !== undefined) ledger.leave(['provisioner', 'formula'], `there is no folder '${formula}'`);
  return { formula: undefined, tree: undefined };
}

/** The indexes of suites that salt_solo applies; what another provisioner does is left, wherever one is named. */
function suitesOfSalt(ledger: Ledger, value: JsonObject): readonly number[] {
  const leaveOther = (level: Path, what: Path): boolean => {
    const path = [...level, 'provisioner'];
    const provisioner = valueAt(value, path);
    const name = asText(provisioner) ?? asText(asMap(provisioner)['name']) ?? 'salt_solo';
    if (name === 'salt_solo') ledger.take(...path, 'name');
    else ledger.leave(what, `its provisioner is '${name}', and only what salt_solo does is done here`);
    return name !== 'salt_solo';
  };
  const areOther = leaveOther([], ['provisioner']);
  for (const index of toList(value['platforms']).keys()) {
    leaveOther(['platforms', index], ['platforms', index, 'provisioner']);
  }
  return [...toList(value['suites']).keys()].filter((index) => {
    const path = ['suites', index];
    const isOwn = valueAt(value, [...path, 'provisioner', 'name']) !== undefined;
    if (areOther && !isOwn) ledger.leave(path, 'it is not applied by salt_solo');
    return !leaveOther(path, path) && (isOwn || !areOther);
  });
}

/** Words of other drivers mean other things: nothing of them is taken. */
function leaveOtherDriver(ledger: Ledger, value: JsonObject): void {
  const name = asText(asMap(value['driver'])['name']);
  if (name === undefined || CONTAINERS.includes(name)) return void ledger.take('driver', 'name');
  const why = `instances are containers here, not those of the driver '${name}'`;
  ledger.leave(['driver'], why);
  for (const list of ['platforms', 'suites']) {
    for (const index of toList(value[list]).keys()) ledger.leave([list, index, 'driver'], why);
  }
}

function toList(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}
