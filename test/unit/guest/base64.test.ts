import { describe, expect, test } from 'vitest';
import { decodeBase64, encodeBase64 } from '../../../src/guest/state/base64.ts';

describe('base64', () => {
  test('encodeBase64, decodeBase64: agree with Buffer at every length and byte', () => {
    for (let length = 0; length < 300; length += 1) {
      const bytes = Uint8Array.from({ length }, (_, at) => (at * 7 + length) & 255);
      const text = Buffer.from(bytes).toString('base64');
      expect(encodeBase64(bytes)).toBe(text);
      expect(decodeBase64(text)).toEqual(bytes);
    }
  });

  test.each(['A', 'AAA', 'A===', '====', 'AA=A', 'AA A', 'AAA\u00e9', 'AA-_', 'AAA\u{1d49c}'])(
    'decodeBase64: %j is refused',
    (text) => {
      expect(() => decodeBase64(text)).toThrow(SyntaxError);
    },
  );
});
