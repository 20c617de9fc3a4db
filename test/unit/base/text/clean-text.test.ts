import { describe, expect, it } from 'vitest';
import { cleanLine, cleanName, cleanText } from '../../../../src/base/text/clean-text.ts';

describe('text that is shown', () => {
  it.each([
    ['colour', '\u001b[1;31mred\u001b[0m', 'red'],
    ['colour, 8 bit', '\u009b31mred', 'red'],
    ['an order with a string', 'a\u001b]52;c;ZXZpbA==\u0007b', 'ab'],
    ['the same with the other end', 'a\u001b]8;;http://x\u001b\\b\u001b]8;;\u001b\\c', 'abc'],
    ['the same, 8 bit', 'a\u009d0;title\u009cb', 'ab'],
    ['DCS, SOS, PM, APC', 'a\u001bP1$r\u001b\\b\u001bXx\u001b\\c\u001b^x\u001b\\d\u001b_x\u001b\\e', 'abcde'],
    ['ESC and one sign', 'a\u001bcb\u001b7c\u001b(Bd\u001b#8e', 'abcde'],
    ['a string without an end, whose rest may be ours', 'a\u001b]0;b', 'a␛]0;b'],
    ['ESC alone', 'a\u001b', 'a␛'],
    ['other C0 signs', '\u0000\u0008\u000b', '␀␈␋'],
    ['DEL and C1', '\u007f\u0085', '␡\ufffd'],
    ['what turns the reading direction', 'a\u202eb\u2066c\u200fd\u061ce', 'a\ufffdb\ufffdc\ufffdd\ufffde'],
    ['odd line ends', 'a\u2028b', 'a\ufffdb'],
    ['carriage returns', 'a\r\nb\rc', 'a\nb\nc'],
    ['half a surrogate pair', 'a\ud800', 'a\ufffd'],
    ['what is harmless', 'ü 🙂 👩‍💻 日本\t→\n', 'ü 🙂 👩‍💻 日本\t→\n'],
  ])('loses %s', (_what, text, shown) => {
    expect(cleanText(text)).toBe(shown);
    expect(cleanText(cleanText(text))).toBe(shown);
  });

  it('is one line where one line is wanted', () => {
    expect(cleanLine(' a\n\tb  c ')).toBe('a b c');
    expect(cleanName('a\n\tb  c')).toBe('a␊␉b  c');
  });
});
