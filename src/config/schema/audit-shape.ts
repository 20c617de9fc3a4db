import { z } from 'zod';
import { filePath, key, text } from '../../base/yaml/schema-words.ts';

const variable = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'the name of an environment variable');

const WAYS = ['file', 'url', 'command'] as const;

const mirror = z
  .strictObject({
    file: key(filePath, 'A file on another disk, which gets one line for each head.', {
      examples: ['/mnt/elsewhere/saltern-heads.ndjson'],
    }),
    url: key(
      z.url({ protocol: /^https?$/, error: 'an http(s) URL' }).meta({ hasVariables: true }),
      'Address that takes each head as a POST of JSON, and gives those that it took to a GET, one a line.',
      { examples: ['https://elsewhere.example/saltern-head'] },
    ),
    command: key(
      z.array(text).min(1, "a 'command' needs a program"),
      'A program and its arguments; with one more, keep, it gets a head as JSON on its standard input; with show it prints those that it got, one a line.',
      { examples: [['./mirror-head']] },
    ),
  })
  .check(({ value, issues }) => {
    if (issues.length > 0 || WAYS.filter((way) => value[way] !== undefined).length === 1) return;
    issues.push({ code: 'custom', input: value, message: `a mirror is one of these: ${WAYS.join(', ')}` });
  })
  .meta({ title: 'mirror' });

/** `audit:`, the log of decisions. */
export const auditSettings = key(
  z.strictObject({
    mirror: key(
      mirror,
      'Where the head of the log is sent after each line: with it `audit verify` sees that an end was cut off. Default: nowhere.',
      { examples: [{ file: '/mnt/elsewhere/saltern-heads.ndjson' }] },
    ),
    'key-env': key(
      variable,
      'Environment variable that has the key (ed25519, PEM) by which heads are signed. Default: nobody signs them.',
      { examples: ['SALTERN_AUDIT_KEY'] },
    ),
    'public-key': key(filePath, 'File with the public key of that, for `audit verify` where the key itself is not.', {
      examples: ['keys/audit.pub'],
    }),
  }),
  'The log of decisions of the snapshot root.',
  { examples: [{ mirror: { file: '/mnt/elsewhere/saltern-heads.ndjson' } }] },
);
