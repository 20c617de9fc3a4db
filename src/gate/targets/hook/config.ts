import { z } from 'zod';
import { duration, key, need, settingText } from '../../../base/yaml/schema-words.ts';

/** How long a hook may take where the project does not say. */
export const HOOK_LIMIT = '60s';

/** Configuration of the target `hook`. */
export const hookConfigSchema = z.strictObject({
  command: need(
    z.array(settingText).min(1, 'a program, and its arguments'),
    'Program with its arguments, run in the folder of the project; it gets the move as JSON on its standard input.',
    { examples: [['./publish', '--all']] },
  ),
  'time-limit': key(duration, `How long it may take. Default ${HOOK_LIMIT}.`, { default: HOOK_LIMIT }),
});

export type HookConfig = Readonly<z.infer<typeof hookConfigSchema>>;
