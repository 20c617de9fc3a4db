import { basename, dirname, join, resolve } from 'node:path';
import { stringify } from 'yaml';
import { z } from 'zod';
import { hasCode } from '../../base/error/has-code.ts';
import { UnreadableError } from '../../base/error/unreadable-error.ts';
import { readText } from '../../base/files/read-regular.ts';
import { MOST_BYTES } from '../../base/files/size-limits.ts';
import { readYaml } from '../../base/yaml/read-yaml.ts';
import { toValue } from '../../base/yaml/to-value.ts';
import { SalternError } from '../../contract/errors.ts';
import type { Json, JsonObject } from '../../base/json/json.ts';
import { guessName } from '../formula/guess-name.ts';
import { asMap, asText, asTextMap, asTexts } from '../../base/json/json-value.ts';
import { kindOf } from '../../base/files/kind-of.ts';
import { locateTree } from '../formula/locate-tree.ts';

export interface NewProject {
  /** Text of a `saltern.yml` for the directory. */
  readonly content: string;
  /** What was assumed, each a part of a sentence. */
  readonly assumptions: readonly string[];
}

const HEADER = `# saltern.yml: how this formula is tested. \`saltern doctor\` says whether this machine can, \`saltern test\` does it.
# Checks are in the gossfile format, inline or in files:
#   checks:
#     service: { sshd: { running: true, enabled: true } }
`;

/** Looks at a formula directory and writes a project file that works there. Throws `FORMULA_NOT_FOUND`. */
export async function initProject(directory: string): Promise<NewProject> {
  const root = resolve(directory);
  const name = (await readFormulaName(root)) ?? (await guessName(root));
  if ((await locateTree(root, name)) === undefined) {
    throw new SalternError(
      'FORMULA_NOT_FOUND',
      `'${directory}' holds no formula: neither '${name}/init.sls' nor an sls file`,
      {
        hint: 'Run `saltern init` in the folder that holds the formula’s own folder.',
      },
    );
  }
  const kitchen = asMap(await readYamlIfThere(join(root, 'kitchen.yml'), join(root, '.kitchen.yml')));
  const { platforms, assumptions } = choosePlatforms(kitchen);
  const hasExample = (await kindOf(join(root, 'pillar.example'))) === 'file';
  const suites = listSuites(kitchen, { name, hasExample });
  const project: JsonObject = {
    formula: '.',
    // Written only where the loader would guess another name.
    ...(name === (await guessName(root)) ? {} : { 'formula-name': name }),
    platforms: [...platforms],
    suites: suites.suites,
  };
  return {
    content: `${HEADER}${stringify(project, { lineWidth: 0 })}`,
    assumptions: [`the formula is '${name}', in '${basename(root)}'`, ...assumptions, ...suites.assumptions],
  };
}

async function readFormulaName(root: string): Promise<string | undefined> {
  const formula = asMap(await readYamlIfThere(join(root, 'FORMULA')));
  const name = asText(formula['name']);
  return name !== undefined && (await kindOf(join(root, name))) === 'folder' ? name : undefined;
}

/** The first file that is there; undefined without one, and for one that is no YAML. Throws `CONFIG_NOT_FOUND` for one that cannot be read. */
async function readYamlIfThere(...paths: readonly string[]): Promise<Json | undefined> {
  for (const path of paths) {
    const text = await readText(path, MOST_BYTES.settings).catch((cause: unknown) => {
      if (hasCode(cause, 'ENOENT')) return undefined;
      throw unreadable(path, cause);
    });
    if (text === undefined) continue;
    const file = readYaml({ path, cwd: dirname(path), text });
    return file.isParsed ? toValue(file, ANYTHING).value : undefined;
  }
  return undefined;
}

/** Read as it is written: what numbers and dates are is nothing that we ask. */
const ANYTHING = z.record(z.string(), z.unknown());

function unreadable(path: string, cause: unknown): unknown {
  if (!(cause instanceof UnreadableError)) return cause;
  return new SalternError('CONFIG_NOT_FOUND', `The file '${path}' cannot be read: ${cause.why}`, {
    hint: 'Mend it, or move it away: `saltern init` takes from it what it can.',
    cause,
  });
}

function choosePlatforms(kitchen: JsonObject): {
  readonly platforms: readonly string[];
  readonly assumptions: readonly string[];
} {
  const named = toList(kitchen['platforms']).map((platform) => asText(asMap(platform)['name']) ?? '');
  const known = named.flatMap((name) => {
    const release = /^centos-?(?:stream)?-?(7|8|9|10)(?![\d.])/.exec(name)?.[1];
    return release === undefined ? [] : [release === '7' ? 'centos-7' : `centos-stream-${release}`];
  });
  const platforms = [...new Set(known)];
  if (platforms.length > 0) return { platforms, assumptions: [`platforms ${platforms.join(', ')}, from kitchen.yml`] };
  const why = named.length > 0 ? 'kitchen.yml names no CentOS' : 'nothing here names any';
  return { platforms: ['centos-stream-9'], assumptions: [`platform centos-stream-9, because ${why}`] };
}

/**
 * Kitchen's suites: states of their top file for all minions, pillar files, dependencies that lie in the repository.
 */
function listSuites(kitchen: JsonObject, formula: { readonly name: string; readonly hasExample: boolean }) {
  const suites: Record<string, Json> = {};
  for (const entry of toList(kitchen['suites']).map(asMap)) {
    const provisioner = asMap(entry['provisioner']);
    const states = asTexts(asMap(asMap(provisioner['state_top'])['base'])['*']);
    const files = asTextMap(provisioner['pillars_from_files'] ?? provisioner['pillars-from-files']);
    suites[asText(entry['name']) ?? 'default'] = {
      states: states.length > 0 ? [...states] : [formula.name],
      ...(Object.keys(files).length > 0 ? { 'pillar-files': files } : {}),
    };
  }
  const names = Object.keys(suites);
  if (names.length > 0) {
    return {
      suites,
      assumptions: [
        `suites ${names.join(', ')}, their states and pillar files from kitchen.yml; its tests are not translated`,
      ],
    };
  }
  const pillar = formula.hasExample ? { 'pillar-files': { [`${formula.name}.sls`]: 'pillar.example' } } : {};
  return {
    suites: { default: { states: [formula.name], ...pillar } },
    assumptions: [
      `one suite 'default' that applies '${formula.name}'`,
      formula.hasExample ? "pillar.example is the suite's pillar" : 'no pillar',
      'no checks yet: add what must be true afterwards',
    ],
  };
}

function toList(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}
