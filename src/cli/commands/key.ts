import { dirname, relative } from 'node:path';
import { createKey, type CreateKeyOptions } from '../../app/signing/create-key.ts';
import { quoteWord } from '../../base/text/quote-word.ts';
import { shortPath } from '../../report/text/words.ts';
import type { Command } from '../answer.ts';

/** Makes a pair of keys, and says what to do with either half. */
export const create: Command<CreateKeyOptions, readonly [name: string]> = async (app, options, name) => {
  const key = await createKey(app, name, options);
  const { privateFile, publicFile, keyEnv, gateFile } = key;
  const fromPolicy = relative(dirname(gateFile), publicFile);
  return {
    exitCode: 0,
    data: key,
    lines: [
      `private  ${shortPath(privateFile, app.cwd)}`,
      `public   ${shortPath(publicFile, app.cwd)}`,
      '',
      'Results are signed where this is set; the private key is nobody else’s, and goes into no repository:',
      `  export ${keyEnv}=${quoteWord(privateFile)}`,
      `They count where ${shortPath(gateFile, app.cwd)} trusts it; then every result must be signed:`,
      `  keys: { ${name}: ${fromPolicy} }`,
    ],
  };
};
