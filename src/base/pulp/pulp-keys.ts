import { z } from 'zod';
import { duration, filePath, key, need } from '../yaml/schema-words.ts';

const variable = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'the name of a variable of the environment');

const url = z
  .string()
  .regex(/^https?:\/\/[^\s/@?#]+(?:\/[^\s?#]*)?$/, 'an http(s) URL without user, password, query and fragment');

/** A name that Pulp gives its objects. */
export const pulpName = z.string().min(1, 'the name of something in Pulp');

/** What is said of a Pulp wherever one is named. */
export const pulpKeys = {
  url: need(url, "Where Pulp answers; with a path where its API has another than '/pulp/api/v3/'.", {
    examples: ['https://pulp.example'],
  }),
  'user-env': key(variable, 'Variable of the environment that holds the user. Default: none is sent.', {
    examples: ['PULP_USER'],
  }),
  'password-env': key(variable, 'Variable of the environment that holds the password.', {
    examples: ['PULP_PASSWORD'],
  }),
  'client-cert': key(filePath, 'Certificate that we show, a PEM file. Default: none.', {
    examples: ['/etc/pki/saltern.pem'],
  }),
  'client-key': key(filePath, 'Key of that certificate, a PEM file.', { examples: ['/etc/pki/saltern.key'] }),
  ca: key(filePath, 'Authorities that may have signed its certificate, a PEM file. Default: those of the system.', {
    examples: ['/etc/pki/company.pem'],
  }),
  header: key(
    z.strictObject({
      name: need(z.string().regex(/^[A-Za-z0-9-]+$/, 'the name of a header'), 'Name of the header.', {
        examples: ['x-organization'],
      }),
      'value-env': need(variable, 'Variable that holds what the guard asks for; it is sent in base64.', {
        examples: ['PULP_HEADER'],
      }),
    }),
    'What a header content guard asks for, sent with each request. Default: nothing.',
    { examples: [{ name: 'x-organization', 'value-env': 'PULP_HEADER' }] },
  ),
  timeout: key(duration, 'A Pulp that sends nothing for so long is given up. Default 60s.', { default: '60s' }),
  'task-limit': key(duration, 'How long a task of Pulp may take. Default 10m.', { default: '10m' }),
};

const schema = z.strictObject(pulpKeys);

/** The same as it was read. */
export type PulpKeys = Readonly<z.infer<typeof schema>>;
