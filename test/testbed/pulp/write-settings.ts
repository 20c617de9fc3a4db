import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface PulpPlace {
  /** Absolute path of a folder of its own. */
  readonly folder: string;
  /** File of the key that secrets in the database are encrypted with. */
  readonly key: string;
  /** Folder that has PostgreSQL's socket. */
  readonly database: string;
  /** Where clients get packages: `http://127.0.0.1:24816`. */
  readonly content: string;
  /** Socket of Redis, which the content server caches in. Default: nothing is cached. */
  readonly redis?: string;
  /** Folder that repositories may be synchronized from by `file:` URLs. Default: none. */
  readonly imports?: string;
}

/** Writes Pulp's settings for a server of its own, and gives the environment that its programs need. */
export async function writeSettings(place: PulpPlace): Promise<Record<string, string>> {
  const { folder, key, database, content, redis, imports } = place;
  const at = (name: string): string => join(folder, name);
  for (const name of ['media', 'tmp', 'static']) await mkdir(at(name), { recursive: true });
  const settings = {
    SECRET_KEY: 'of a testbed',
    CONTENT_ORIGIN: content,
    DB_ENCRYPTION_KEY: key,
    DATABASES: { default: { ENGINE: 'django.db.backends.postgresql', HOST: database, NAME: 'pulp', USER: 'saltern' } },
    DEPLOY_ROOT: folder,
    MEDIA_ROOT: at('media'),
    STATIC_ROOT: at('static'),
    WORKING_DIRECTORY: at('tmp'),
    FILE_UPLOAD_TEMP_DIR: at('tmp'),
    ALLOWED_IMPORT_PATHS: imports === undefined ? [] : [imports],
    // Its own takes a quarter of a second of each request.
    PASSWORD_HASHERS: ['django.contrib.auth.hashers.MD5PasswordHasher'],
    ...(redis === undefined ? {} : { REDIS_URL: `unix://${redis}` }),
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${JSON.stringify(value)}`);
  const file = at('settings.py');
  await writeFile(file, [...lines, `CACHE_ENABLED = ${redis === undefined ? 'False' : 'True'}`, ''].join('\n'));
  return { PULP_SETTINGS: file, DJANGO_SETTINGS_MODULE: 'pulpcore.app.settings', HOME: folder };
}
