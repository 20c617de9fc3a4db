import type * as Re2js from 're2js';
import { createRequire } from 'node:module';

/** A compiled pattern: finds a match anywhere in the text, in time linear in its length. */
export interface GoRegexp {
  matches(text: string): boolean;
}

/**
 * Compiles a pattern of a gossfile. These are Go's; JavaScript's differ: they backtrack, have look-around, and see half
 * characters. Gives Go's reason for what Go refuses. `flags`: letters of `(?ims)` that hold for the whole pattern.
 */
export function compileGoRegexp(pattern: string, flags = ''): GoRegexp | { readonly problem: string } {
  const { RE2JS, RE2JSException } = loadEngine();
  try {
    const compiled = RE2JS.compile(flags === '' ? pattern : `(?${flags})${pattern}`);
    const unknown = findUnknownProperty(pattern);
    if (unknown !== undefined) return { problem: `invalid character class range: \`${unknown}\`` };
    return { matches: (text) => compiled.test(text) };
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    return { problem: explain(error.message.replace(/^error parsing regexp: /, '')) };
  }
}

/** Why Go refuses the pattern; undefined when it takes it. */
export function checkGoRegexp(pattern: string, flags = ''): string | undefined {
  if (isPlain(pattern)) return undefined;
  const compiled = compileGoRegexp(pattern, flags);
  return 'problem' in compiled ? compiled.problem : undefined;
}

const require = createRequire(import.meta.url);

/**
 * With `require`, because comparing is not asynchronous, and only suites with a pattern should wait for a 260 kB
 * engine.
 */
function loadEngine(): typeof Re2js {
  return require('re2js');
}

const PIECE = String.raw`(?:[^\\.+*?()|[\]{}^$]|\.|\\[dDwWsStnrfv.+*?()|[\]{}^$/"'-]|\[\^?(?:a-z|A-Z|0-9|\\[dws.-]|[\w .,:/@=#])+\])`;
const TIMES = String.raw`(?:[*+?]\??)?`;
const GROUP = String.raw`\((?:\?:)?(?:${PIECE}${TIMES}|\|)*\)`;
const PLAIN = new RegExp(String.raw`^\^?(?:(?:${PIECE}|${GROUP})${TIMES}|\|)*\$?$`);

/**
 * Whether this is one of the simple patterns, as most are, that Go certainly takes. Every verb reads suites, and most
 * verbs compare nothing: for these the engine need not be loaded.
 */
function isPlain(pattern: string): boolean {
  return PLAIN.test(pattern);
}

/** Besides what Go knows, scripts and general categories, the engine knows binary properties: `\p{Emoji}`. */
function findUnknownProperty(pattern: string): string | undefined {
  const escapes = pattern.matchAll(/\\(?:Q[\s\S]*?(?:\\E|$)|[pP]\{\^?([^}]*)\}|[\s\S])/g);
  for (const [whole, name] of escapes) if (name !== undefined && !isGoProperty(name)) return whole;
  return undefined;
}

function isGoProperty(name: string): boolean {
  return name === 'Any' || isProperty(`Script=${name}`) || isProperty(`General_Category=${name}`);
}

function isProperty(property: string): boolean {
  try {
    return new RegExp(`\\p{${property}}`, 'u').unicode;
  } catch {
    return false;
  }
}

/** Go's words, with a remark for people who know other engines. */
function explain(reason: string): string {
  if (/`\(\?<?[=!]/.test(reason)) return `${reason}; Go patterns have no look-around`;
  if (/`\\[1-9]`/.test(reason)) return `${reason}; Go patterns have no back-references`;
  return reason;
}
