import { SalternError } from '../contract/errors.ts';
import { nameMatcher } from '../base/text/match-name.ts';
import type { InstancePlan } from '../contract/plan.ts';
import { didYouMeanHint } from '../base/text/did-you-mean.ts';

/**
 * The instances that arguments select: names, globs (`ops-ssh-*`), or `/regular expressions/` that match anywhere in
 * the name; all where there are no arguments. Each comes once, in the order of `instances`. `tags`: only instances with
 * at least one of them. Throws `NO_INSTANCE_MATCHES` for an argument or tags that match nothing, `USAGE` for a broken
 * expression.
 */
export function selectInstances<T extends Pick<InstancePlan, 'name' | 'tags'>>(
  instances: readonly T[],
  args: readonly string[],
  filter: { readonly tags?: readonly string[] } = {},
): T[] {
  const names = instances.map((instance) => instance.name);
  const wanted =
    args.length === 0 ? new Set(names) : new Set(args.flatMap((argument) => matchArgument(argument, names)));
  const { tags } = filter;
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

function matchArgument(argument: string, names: readonly string[]): readonly string[] {
  const expression = /^\/(.*)\/([imsu]*)$/s.exec(argument);
  const matches = expression === null ? nameMatcher(argument) : compile(argument, expression);
  const found = names.filter((name) => matches(name));
  if (found.length > 0) return found;
  throw new SalternError('NO_INSTANCE_MATCHES', `No instance matches '${argument}'`, {
    hint: suggest(argument, names),
    details: names.length === 0 ? ['the project has no instances'] : names.map((name) => `known: ${name}`).slice(0, 20),
  });
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

function suggest(argument: string, names: readonly string[]): string {
  const part = names.filter((name) => name.includes(argument));
  if (part.length > 0 && argument !== '')
    return `Did you mean '*${argument}*'? It matches ${part.length} of ${names.length}.`;
  return didYouMeanHint(argument, names, '`saltern list` shows the instances.');
}
