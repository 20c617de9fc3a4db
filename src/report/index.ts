import type { z } from 'zod';
import type { Json } from '../base/json/json.ts';
import type { Reporter } from '../contract/events.ts';
import type { ReporterContext, ReporterKind } from '../contract/reporter.ts';
import { isGithub } from './github/is-github.ts';
import { isGitlab } from './gitlab/is-gitlab.ts';

/** A kind of reporter that saltern knows, not loaded yet. */
export interface ReporterEntry {
  /**
   * The schema of its section under `reports:`, from a light file: what `list` and `config` need. Default: it has no
   * section, so it cannot be switched off.
   */
  readonly schema?: () => Promise<z.ZodType>;
  /** Whether it writes when the project does not name it. */
  readonly isOn: boolean;
  /** Whether there is anything for it to do in a process with these variables. Default: everywhere. */
  readonly isFor?: (environment: ReporterContext['environment']) => boolean;
  /** Whether it is opened for what happens to snapshots and channels too: it has an `onFleet`. Default false. */
  readonly hearsFleet?: boolean;
  readonly load: () => Promise<ReporterKind>;
}

/**
 * Every kind of reporter by the name a project file calls it, in the order they are closed. A new one is one line here.
 */
export const REPORTERS: Readonly<Record<string, ReporterEntry>> = {
  log: {
    schema: async () => (await import('./log/log-schema.ts')).logSchema,
    isOn: true,
    load: async () => (await import('./log/log-kind.ts')).logKind,
  },
  memory: {
    isOn: true,
    load: async () => (await import('./memory/memory-kind.ts')).memoryKind,
  },
  junit: {
    schema: async () => (await import('./junit/junit-schema.ts')).junitSchema,
    isOn: true,
    load: async () => (await import('./junit/junit-kind.ts')).junitKind,
  },
  badges: {
    schema: async () => (await import('./badge/badges-schema.ts')).badgesSchema,
    isOn: true,
    load: async () => (await import('./badge/badges-kind.ts')).badgesKind,
  },
  github: {
    schema: async () => (await import('./github/github-schema.ts')).githubSchema,
    isOn: true,
    isFor: isGithub,
    load: async () => (await import('./github/github-kind.ts')).githubKind,
  },
  gitlab: {
    schema: async () => (await import('./gitlab/gitlab-schema.ts')).gitlabSchema,
    isOn: true,
    isFor: isGitlab,
    load: async () => (await import('./gitlab/gitlab-kind.ts')).gitlabKind,
  },
  sarif: {
    schema: async () => (await import('./sarif/sarif-schema.ts')).sarifSchema,
    isOn: false,
    load: async () => (await import('./sarif/sarif-kind.ts')).sarifKind,
  },
  'code-quality': {
    schema: async () => (await import('./code-quality/code-quality-schema.ts')).codeQualitySchema,
    isOn: false,
    load: async () => (await import('./code-quality/code-quality-kind.ts')).codeQualityKind,
  },
};

/** Opens the kinds that the project wants: `sections` is what stands under `reports:`, by name and checked. */
export async function openWanted(
  sections: Readonly<Record<string, Json | undefined>>,
  context: ReporterContext,
  entries: Readonly<Record<string, ReporterEntry>> = REPORTERS,
): Promise<readonly Reporter[]> {
  const wanted = Object.entries(entries).map(async ([name, { schema, isOn, isFor, load }]) => {
    const section = schema && sections[name];
    if (section === undefined ? !isOn : section === false) return undefined;
    if (isFor?.(context.environment) === false) return undefined;
    const settings = schema && section !== undefined && (await schema()).parse(section);
    return { kind: await load(), settings: typeof settings === 'object' && settings !== null ? settings : {} };
  });
  const loaded = (await Promise.all(wanted)).filter((one) => one !== undefined);
  return loaded.flatMap(({ kind, settings }) => kind.open(settings, context));
}

/** The same of those that are for what happens to snapshots and channels, outside of runs. */
export function openWantedOfFleet(
  sections: Readonly<Record<string, Json | undefined>>,
  context: ReporterContext,
  entries: Readonly<Record<string, ReporterEntry>> = REPORTERS,
): Promise<readonly Reporter[]> {
  const hearing = Object.entries(entries).filter(([, { hearsFleet = false }]) => hearsFleet);
  return openWanted(sections, context, Object.fromEntries(hearing));
}
