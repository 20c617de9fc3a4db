import { describe, expect, it } from 'vitest';
import { NEWS_KINDS } from '../../../../src/contract/notify.ts';
import { renderCard } from '../../../../src/report/notify/render-card.ts';
import { findCardProblems } from '../../../support/card-schema.ts';
import { sampleMessage, sampleNews } from '../../../support/sample-message.ts';

describe('a card for Teams', () => {
  it('fits the schema for every kind of news', () => {
    const message = sampleMessage({ news: NEWS_KINDS.map((kind) => sampleNews({ kind })) });

    expect(findCardProblems(JSON.parse(renderCard(message)))).toEqual([]);
  });

  it.each([
    ['late', { isLate: true }, 'Late: this is of the night 20261126T013000'],
    ['a test', { news: [] }, 'This is a test: nothing has happened.'],
  ])('says that it is %s', (_, change, words) => {
    const card = renderCard(sampleMessage(change));

    expect(findCardProblems(JSON.parse(card))).toEqual([]);
    expect(card).toContain(words);
  });

  it('leads to the pages, or to none where nobody knows where these are', () => {
    const { url: _, ...homeless } = sampleMessage();

    expect(renderCard(sampleMessage())).toContain('https://ci.example/saltern/formulas/ops-time.html');
    expect(renderCard(homeless)).not.toContain('Action.OpenUrl');
  });

  it.each([
    ['news', sampleMessage({ news: Array.from({ length: 500 }, () => sampleNews()) }), 'more changes'],
    [
      'reasons',
      sampleMessage({
        news: [
          sampleNews({
            items: Array.from({ length: 400 }, (_, at) => ({
              instances: [`i-${at}`],
              where: `i-${at}`,
              reason: 'ü'.repeat(300),
            })),
          }),
        ],
      }),
      'more reasons',
    ],
    ['names', sampleMessage({ news: [sampleNews({ text: 'n'.repeat(40_000) })] }), 'too much for a card'],
  ])('is no larger than Teams takes, with a count of the %s that were left out', (_, message, words) => {
    const card = renderCard(message);

    expect(Buffer.byteLength(card)).toBeLessThan(28_000);
    expect(findCardProblems(JSON.parse(card))).toEqual([]);
    expect(card).toContain(words);
  });
});
