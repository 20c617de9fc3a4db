import { hash } from 'node:crypto';
import type { Masker } from '../base/secret/masker.ts';
import { slowDigest } from '../base/secret/slow-digest.ts';
import type { Json } from '../base/json/json.ts';
import type { PrepareStep } from '../contract/prepare.ts';
import type { InstancePlan, SaltSource, SnapshotUse } from '../contract/plan.ts';

/**
 * What an instance was made from, part by part, as text that can be told: `driver.memory` → `512M`. What is long or may
 * be secret is there as a digest, and can only be compared.
 */
export type Made = Readonly<Record<string, string>>;

/** Marks a digest in place of a value. */
const DIGEST = '#';
const MOST_TOLD = 200;

/**
 * Of a plan. Hooks are left out, as most run again; the snapshot counts together with where it is. `steps`: what its
 * verifiers need in it, default nothing. `secrets`: what must not be told, default nothing.
 */
export function describeMade(
  { driver, salt, prepare, snapshot }: Pick<InstancePlan, 'driver' | 'salt' | 'prepare' | 'snapshot'>,
  steps: readonly PrepareStep[] = [],
  secrets?: Pick<Masker, 'text'>,
): Made {
  const hide = (value: unknown): string => hideValue(value, secrets);
  const config = Object.entries(driver.config).map(([key, value]) => [`driver.${key}`, tell(value, hide)]);
  return {
    ...describeSnapshot(snapshot, hide),
    driver: driver.name,
    ...Object.fromEntries(config),
    salt: describeSalt(salt),
    'prepare commands': hide(prepare.commands),
    'prepare update': String(prepare.update),
    'prepare environment': hide(prepare.environment),
    // In their order: one may lie in another.
    'prepare mounts': hide(Object.entries(prepare.mounts)),
    'what its verifiers need in it': hide(steps),
  };
}

/** What is not the same any more, as sentences say it: `memory 512M → 1G`, `prepare commands changed`. */
export function listChanges(before: Made, now: Made): readonly string[] {
  const keys = [...new Set([...Object.keys(now), ...Object.keys(before)])];
  const changed = keys.filter((key) => before[key] !== now[key]);
  // Another snapshot has other content elsewhere, and another driver other settings.
  const told = changed.filter((key) => !key.includes('.') || !changed.includes(key.split('.', 1).join()));
  return told.map((key) => describeChange(key, before[key], now[key]));
}

function describeChange(key: string, before: string | undefined, now: string | undefined): string {
  const word = key.replace(/^driver\./, '').replace('.', ' ');
  const isHidden = [before, now].some((value) => value?.startsWith(DIGEST));
  return isHidden ? `${word} changed` : `${word} ${before ?? 'default'} → ${now ?? 'default'}`;
}

type Hide = (value: unknown) => string;

function describeSnapshot(snapshot: SnapshotUse | undefined, hide: Hide): Made {
  if (snapshot === undefined) return { snapshot: 'none' };
  const { id, digest, repositories } = snapshot;
  return {
    snapshot: id,
    'snapshot.content': `${DIGEST}${digest}`,
    'snapshot.repositories': repositories.map(({ name }) => name).join(', '),
    'snapshot.place': hide(repositories.map(({ at }) => at)),
  };
}

/** The sha256 says what a onedir is, wherever it was fetched from. */
function describeSalt(salt: SaltSource): string {
  switch (salt.from) {
    case 'onedir':
      return `${salt.version} from onedir ${salt.sha256.slice(0, 12)}`;
    case 'pip':
      return `${salt.version} from pip${salt.python === 'python3' ? '' : ` of ${salt.python}`}`;
    case 'snapshot':
      return `from snapshot (${salt.packages.join(', ')})`;
    case 'image':
      return 'from image';
    default:
      return salt satisfies never;
  }
}

/** A short value as it is written; a digest of what is long, has parts, holds a password of a URL, or is secret. */
function tell(value: Json, hide: Hide): string {
  if (typeof value === 'object') return hide(value);
  const text = String(value);
  const isHidden = hide(value).startsWith(`${DIGEST}sha256:`) || /[\n\r]|:\/\/[^/]*@/.test(text);
  return text.length > MOST_TOLD || text.startsWith(DIGEST) || isHidden ? hide(value) : text;
}

function hideValue(value: unknown, secrets: Pick<Masker, 'text'> | undefined): string {
  const text = JSON.stringify(value);
  const isSecret = secrets !== undefined && secrets.text(text) !== text;
  return `${DIGEST}${isSecret ? slowDigest(text) : hash('sha256', text)}`;
}
