import { cutText } from '../text/headline.ts';

const STATUS = /^\S+ failed\b.*, (exit status \d+|signal|core-dump|timeout|oom-kill|start-limit-hit)\b/;
const OWN_WORDS = /^journal {2}(?!systemd\[)[^\s:]+: (.+)$/;

/**
 * Why a service does not run, from what systemd says of it: `exit status 1, ` and the last that the service said itself
 * in backticks. Salt only says to go and look. Undefined: systemd did not say. Pure.
 */
export function sayService(said: readonly string[]): string | undefined {
  const status = said.map((line) => STATUS.exec(line)?.[1]).find((one) => one !== undefined);
  if (status === undefined) return undefined;
  const words = said.map((line) => OWN_WORDS.exec(line)?.[1]).findLast((one) => one !== undefined);
  return words === undefined ? status : `${status}, \`${cutText(words.trim())}\``;
}
