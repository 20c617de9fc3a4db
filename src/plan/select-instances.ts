import { SalternError } from '../contract/errors.ts';
import { nameMatcher } from '../base/text/match-name.ts';
import type { InstancePlan } from '../contract/plan.ts';
import { didYouMeanHint } from '../base/text/did-you-mean.ts';

/**
 * What a part of a name selects: the one instance that has it in its name, all that have it, or none, where a guess would
 * destroy something.
 */
export type NameParts = 'one' | 'all' | 'none';

export interface SelectFilter {
  /** Only instances with at least one of them. Default: all. */
  readonly tags?: readonly string[];
  /** Default `one`. */
  readonly parts?: NameParts;
}

/**
 * The instances that arguments select: names, globs (`ops-ssh-*`), `/regular expressions/` that match anywhere in the
 * name, or a part of a name; all where there are no arguments. Each comes once, in the order of `instances`. Throws
 * `NO_INSTANCE_MATCHES` for an argument or tags that match nothing, and for a part of several names; `USAGE` for a
 * broken expression.
 */
export function selectInstances<T extends Pick<InstancePlan, 'name' | 'tags'>>(
  instances: readonly T[],
  args: readonly string[],
  { tags, parts = 'one' }: SelectFilter = {},
): T[] {
  const names = instances.map((instance) => instance.name);
  const wanted =
    args.length === 0 ? new Set(names) : new Set(args.flatMap((argument) => matchArgument(argument, names, parts)));
  const selected = instances.filter(
    (one) => wanted.has(one.name) && (tags === undefined || one.tags.some((tag) => tags.includes(tag))),
  );
  if (selected.length > 0 || tags === undefined) return selected;
  const known = [...new Set(instances.flatMap((instance) => instance.tags))];
  throw new SalternError(
    'NO_INSTANCE_MATCHES',
    `No instance has the tag ${tags.map((tag) => `'${tag}'`).join(' or ')}`,
    {
      hint: known.length === 0 ? 'No suite has tags.' : `Known tags: ${known.join(', ')}.`,
    },
  );
}

/** Whether it can stand for several instances on purpose: a glob or an expression, not a name or a part of one. */
export function isPattern(argument: string): boolean {
  return /[*?]/.test(argument) || EXPRESSION.test(argument);
}

const EXPRESSION = /^\/(.*)\/([imsu]*)$/s;

function matchArgument(argument: string, names: readonly string[], parts: NameParts): readonly string[] {
  const expression = EXPRESSION.exec(argument);
  const matches = expression === null ? nameMatcher(argument) : compile(argument, expression);
  const found = names.filter((name) => matches(name));
  if (found.length > 0) return found;
  const having = argument === '' || isPattern(argument) ? [] : names.filter((name) => name.includes(argument));
  if (parts === 'all' ? having.length > 0 : parts === 'one' && having.length === 1) return having;
  if (having.length > 0) throw ambiguous(argument, having);
  throw new SalternError('NO_INSTANCE_MATCHES', `No instance matches '${argument}'`, {
    hint: didYouMeanHint(argument, names, '`saltern list` shows the instances.'),
    details: names.length === 0 ? ['the project has no instances'] : names.map((name) => `known: ${name}`).slice(0, 20),
  });
}

/** Of one name that would do for any other verb, too: what a part of it destroys should be said in full. */
function ambiguous(argument: string, having: readonly string[]): SalternError {
  const [only = '', ...others] = having;
  const names = others.length === 0 ? `that of '${only}'` : `the names of ${having.length} instances`;
  return new SalternError('NO_INSTANCE_MATCHES', `No instance is called '${argument}', which is part of ${names}`, {
    hint: others.length === 0 ? `Write '${only}'.` : `Name one of them in full, or write '*${argument}*' for all.`,
    details: others.length === 0 ? [] : listFirst(having),
  });
}

const MOST_LISTED = 20;

function listFirst(names: readonly string[]): readonly string[] {
  const more = names.length - MOST_LISTED;
  return more > 0 ? [...names.slice(0, MOST_LISTED), `and ${more} more`] : names;
}

function compile(argument: string, [, source = '', flags = '']: RegExpExecArray): (name: string) => boolean {
  try {
    const pattern = new RegExp(source, flags);
    return (name) => pattern.test(name);
  } catch (cause) {
    throw new SalternError('USAGE', `'${argument}' is not a valid regular expression`, {
      hint: 'Check the expression, and put it in quotes for your shell.',
      cause,
    });
  }
}
