import { describe, expect, it } from 'vitest';
import type { Sending } from '../../../../../src/report/notify/send/sending.ts';
import { withRetries, type Patience } from '../../../../../src/report/notify/send/with-retries.ts';

const SENT: Sending = { kind: 'sent' };
const LATER: Sending = { kind: 'later', why: 'busy' };
const REFUSED: Sending = { kind: 'refused', why: 'no' };
const PATIENCE: Patience = { pausesMs: [1, 1, 1], limitMs: 60_000 };

async function send(answers: readonly Sending[], patience: Patience = PATIENCE) {
  let tries = 0;
  const attempt = (): Promise<Sending> => Promise.resolve(answers[tries++] ?? LATER);
  const sending = await withRetries(attempt, patience, new AbortController().signal);
  return { tries, sending };
}

describe('a message that does not get through', () => {
  it.each([
    ['is not tried again when it was sent', [SENT], 1, SENT],
    ['is not tried again when it was refused', [REFUSED], 1, REFUSED],
    ['is tried again when it was not heard', [LATER, LATER, SENT], 3, SENT],
    ['is tried again until it is refused', [LATER, REFUSED, SENT], 2, REFUSED],
    ['is tried once more than there are pauses', [LATER, LATER, LATER, LATER, SENT], 4, LATER],
  ] as const)('%s', async (_, answers, tries, sending) => {
    expect(await send(answers)).toEqual({ tries, sending });
  });

  it('is not waited for longer than the limit, however long the other side asks for', async () => {
    const busy: Sending = { kind: 'later', why: 'busy', afterMs: 3_600_000 };

    expect(await send([busy, SENT])).toEqual({ tries: 1, sending: busy });
  });

  it('is given up as soon as somebody interrupts the pause', async () => {
    const controller = new AbortController();
    const sending = withRetries(
      () => Promise.resolve(LATER),
      { pausesMs: [60_000], limitMs: 120_000 },
      controller.signal,
    );
    controller.abort(new Error('stopped'));

    await expect(sending).rejects.toThrow('stopped');
  });
});
