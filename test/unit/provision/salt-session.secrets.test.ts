import { expect, it } from 'vitest';
import { applyTold } from '../../support/scripted-guest.ts';

it('hides what Salt tells is secret before it passes on what Salt says, and says what cannot be hidden', async () => {
  const said: string[] = [];
  const hide = (values: readonly string[]) => {
    said.push(`hide ${values.join()}`);
    return values.filter((value) => value.length < 4);
  };

  await applyTold(
    [
      { event: 'said', text: 'before\n' },
      { event: 'secrets', values: ['canary-word', 'abc'] },
      { event: 'said', text: 'canary-word\n' },
      { event: 'returned', value: {}, retcode: 0 },
    ],
    { hide, output: (text) => said.push(text) },
  );

  expect(said).toEqual([
    'before\n',
    'hide canary-word,abc',
    'a value that GPG had encrypted cannot be hidden: fewer than 4 characters\n',
    'canary-word\n',
  ]);
});

it('is an error that names the key where a value is too short to be hidden', async () => {
  const applying = applyTold([
    { event: 'unhidden', names: ['db:pin', 'x'] },
    { event: 'left', message: '' },
  ]);

  await expect(applying).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    message: expect.stringMatching(/secret values are too short to be hidden: 'db:pin', 'x'$/),
  });
});
