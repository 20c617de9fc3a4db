import type { SaltSource } from '../../contract/plan.ts';

/** Images whose own `python3`, if any, is older than every Salt that pip can install there. */
const OLD: readonly (readonly [image: RegExp, python: string])[] = [
  [/(?:^|\/)centos(?:\/centos)?:7(?:\.\d+)*$/, 'Python 2.7'],
  [/(?:^|\/)(?:centos(?:\/centos)?:stream8|(?:almalinux|rockylinux|oraclelinux)(?:\/\w+)?:8(?:\.\d+)?)$/, 'Python 3.6'],
];

/** Why Salt cannot come by pip on an image, as a sentence without its end; undefined where nothing is known against it. */
export function whyPipFails(image: string, salt: SaltSource): string | undefined {
  if (salt.from !== 'pip' || salt.python !== 'python3') return undefined;
  const found = OLD.find(([pattern]) => pattern.test(image));
  return found && `'${image}' has ${found[1]}, which is too old for Salt ${salt.version} by pip`;
}

/** What to do then. */
export const OTHER_SALT =
  'Say where else Salt comes from: `salt: { from: snapshot }`, or `{ from: onedir, version, location, sha256 }`.';
