import { z } from 'zod';
import { parseLocation } from '../../../base/fetch/parse-location.ts';
import { duration, filePath, key, pathOrUrl, settingText } from '../../../base/yaml/schema-words.ts';

const variable = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'the name of an environment variable');

const hasNoLogin = (text: string): boolean =>
  !URL.canParse(text) || (new URL(text).username === '' && new URL(text).password === '');

const NO_LOGIN = "no password: put it into the environment, and name it with 'login-env'";

const address = pathOrUrl
  .refine((text) => parseLocation(text) !== undefined, 'an http(s) or file URL, or a path')
  .refine(hasNoLogin, NO_LOGIN)
  .meta({ hasVariables: true });

const list = pathOrUrl
  .refine((text) => parseLocation(text)?.kind === 'http', 'an http(s) URL')
  .refine(hasNoLogin, NO_LOGIN)
  .meta({ hasVariables: true });

const inside = settingText.refine(
  (path) => !path.startsWith('/') && !path.split('/').some((part) => ['', '.', '..'].includes(part)),
  'a path inside the repository',
);

/** How one is let in; at the top for all repositories. */
const access = {
  'login-env': key(
    variable,
    'Variable of the environment that holds `user:password`; sent only to hosts that `url`, `mirrorlist` or `metalink` name.',
    {
      examples: ['MIRROR_LOGIN'],
    },
  ),
  ca: key(filePath, 'Authorities that sign the server’s certificate, PEM. Default: those of the system.', {
    examples: ['keys/ca.pem'],
  }),
  'client-cert': key(filePath, 'Certificate that the server is shown, PEM.', { examples: ['keys/client.pem'] }),
  'client-key': key(filePath, 'Its key, PEM.', { examples: ['keys/client.key'] }),
};

const repository = z
  .strictObject({
    url: key(
      z.union([address, z.array(address).min(1)]),
      'Where `repodata/` is; several hold the same, and the next is asked when one fails.',
      {
        examples: ['https://mirror.example/9/BaseOS/x86_64/os/'],
      },
    ),
    mirrorlist: key(list, 'A list of such addresses, one a line.', {
      examples: ['https://mirrors.example/list?repo=9'],
    }),
    metalink: key(list, 'The same as a metalink, which also says which `repomd.xml` is the newest.', {
      examples: ['https://mirrors.example/metalink?repo=epel-9&arch=x86_64'],
    }),
    keys: key(z.array(address), 'Signing keys to take with it, by URL or path.', {
      examples: [['https://mirror.example/RPM-GPG-KEY-centosofficial']],
    }),
    files: key(z.array(inside), 'Other files of the repository that no metadata names.', {
      examples: [['.treeinfo']],
    }),
    ...access,
  })
  .refine(
    ({ url, mirrorlist, metalink }) => [url, mirrorlist, metalink].filter((one) => one !== undefined).length === 1,
    "a repository needs one of 'url', 'mirrorlist' and 'metalink'",
  );

/** Configuration of the source `http`. */
export const httpConfigSchema = z.strictObject({
  repositories: z.record(settingText, z.union([address, repository])).meta({
    description: 'Repositories by the name of the member: an address, or more about it.',
    examples: [{ base9: 'https://mirror.example/9/BaseOS/x86_64/os/' }],
  }),
  ...access,
  'at-once': key(z.int().min(1).max(32), 'Files fetched side by side. Default 8.', { default: 8 }),
  timeout: key(duration, 'A server that sends fewer than 1000 bytes a second for so long is given up. Default 30s.', {
    default: '30s',
  }),
});

export type HttpConfig = Readonly<z.infer<typeof httpConfigSchema>>;
