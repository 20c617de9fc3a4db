import { execFileSync } from 'node:child_process';

/** The public half as OpenSSH reads it from the private one, without its comment. */
export function publicHalf(file: string): string {
  return execFileSync('ssh-keygen', ['-y', '-f', file], { encoding: 'utf8' }).split(' ').slice(0, 2).join(' ').trim();
}
