import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cutText } from '../../../src/core/cut-text.ts';
import { encodeFrame, FrameReader, MalformedFrame } from '../../../src/core/frames.ts';

const BOUNDS = { headerBytes: 1 << 20, values: 10_000, textBytes: 1 << 20, texts: 100 };

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.string({ unit: 'binary-ascii', maxLength: 20 }).map((short) => `\0${short}`),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 5 }).map((short) => short.repeat(1_000)),
  fc.constantFrom('\ud800', '\udc00'.repeat(2_000), `${'x'.repeat(1_024)}`, `${'x'.repeat(1_025)}`),
);
const { message } = fc.letrec((tie) => ({
  value: fc.oneof(
    text,
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.constant(null),
    fc.boolean(),
    tie('message'),
  ),
  message: fc.oneof(
    { maxDepth: 4 },
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(fc.string(), fc.constant('__proto__')), tie('value'), { maxKeys: 4 }),
  ),
}));

test('FrameReader: gives back what encodeFrame was given, however the bytes arrive', () => {
  fc.assert(
    fc.property(fc.array(message, { maxLength: 3 }), fc.integer({ min: 1, max: 5_000 }), (messages, pieceBytes) => {
      const bytes = Buffer.concat(messages.map((each) => encodeFrame(each as object)));
      const reader = new FrameReader(BOUNDS);
      const read: unknown[] = [];
      for (let at = 0; at < bytes.length; at += pieceBytes)
        read.push(...reader.push(bytes.subarray(at, at + pieceBytes)));
      expect(read.map((each) => JSON.stringify(each))).toEqual(messages.map((each) => JSON.stringify(each)));
    }),
  );
});

test('FrameReader: gives back bytes as they were, beside texts', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 3_000 }), text, fc.uint8Array(), (one, beside, other) => {
      const [read] = new FrameReader(BOUNDS).push(encodeFrame({ one, beside, other }));
      expect(read).toEqual({ one: Buffer.from(one), beside, other: Buffer.from(other) });
    }),
  );
});

test('FrameReader: of any bytes makes messages or a MalformedFrame, and nothing else', () => {
  const frame = fc
    .tuple(
      fc.oneof(
        fc.json(),
        fc.json().map((body) => `[${body},[3,-2]]`),
        fc.json().map((body) => `[${body},[[2],[-1],3,[[]]]]`),
        fc.constant('["\\u00000",[[2]]]'),
        fc.string(),
      ),
      fc.string(),
    )
    .map(([header, texts]) => {
      const prefix = Buffer.alloc(8);
      prefix.writeUInt32LE(Buffer.byteLength(header), 0);
      prefix.writeUInt32LE(Buffer.byteLength(texts), 4);
      return Buffer.concat([prefix, Buffer.from(header), Buffer.from(texts)]);
    });
  fc.assert(
    fc.property(fc.oneof(frame, fc.uint8Array().map(Buffer.from)), (bytes) => {
      try {
        for (const _message of new FrameReader(BOUNDS).push(bytes));
      } catch (error) {
        expect(error).toBeInstanceOf(MalformedFrame);
      }
    }),
  );
});

test('FrameReader: refuses a frame with more texts than its bound', () => {
  const read = (texts: number) => {
    const header = Buffer.from(`["",[${Array(texts).fill('[0]').join(',')}]]`);
    const prefix = Buffer.alloc(8);
    prefix.writeUInt32LE(header.length, 0);
    return [...new FrameReader(BOUNDS).push(Buffer.concat([prefix, header]))];
  };
  expect(read(BOUNDS.texts)).toEqual(['']);
  expect(() => read(BOUNDS.texts + 1)).toThrow("a message can't be read: it has more than 100 texts");
});

test('FrameReader: refuses a header with more values than its bound before it is parsed', () => {
  const read = (lists: number) => [...new FrameReader(BOUNDS).push(encodeFrame(Array(lists).fill([])))];
  expect(read(4_000)).toHaveLength(1);
  expect(() => read(6_000)).toThrow('it has more than 10000 values');
});

test('encodeFrame: makes a header smaller by sending shorter strings as texts', () => {
  const message = { list: Array.from({ length: 50 }, (_, at) => `${at} is longer than ten characters`) };
  const [usual, small] = [encodeFrame(message), encodeFrame(message, 10)];
  expect(small.readUInt32LE(0)).toBeLessThan(usual.readUInt32LE(0));
  expect([...new FrameReader(BOUNDS).push(small)]).toEqual([message]);
});

test('FrameReader: refuses a frame past a bound before its bytes have come', () => {
  for (const [headerBytes, textBytes] of [
    [BOUNDS.headerBytes + 1, 0],
    [0, BOUNDS.textBytes + 1],
  ] as const) {
    const prefix = Buffer.alloc(8);
    prefix.writeUInt32LE(headerBytes, 0);
    prefix.writeUInt32LE(textBytes, 4);
    expect(() => [...new FrameReader(BOUNDS).push(prefix)]).toThrow(MalformedFrame);
  }
});

test('FrameReader: refuses a frame past a bound that arrives in one piece', () => {
  const bounds = { ...BOUNDS, headerBytes: encodeFrame({ fits: 1 }).readUInt32LE(0) };
  expect([...new FrameReader(bounds).push(encodeFrame({ fits: 1 }))]).toEqual([{ fits: 1 }]);
  expect(() => [...new FrameReader(bounds).push(encodeFrame({ fits: 12 }))]).toThrow('is longer than is taken');
});

test('FrameReader: a message keeps nothing of a piece that is used again', () => {
  const memory = Buffer.alloc(1_000);
  const reader = new FrameReader(BOUNDS);
  const read = (message: object) => {
    const frame = encodeFrame(message);
    frame.copy(memory);
    return [...reader.push(memory.subarray(0, frame.length))][0] as Record<string, unknown>;
  };
  const messages = [
    { none: new Uint8Array(0), text: 'a' },
    { some: new Uint8Array([1, 2]) },
    { long: 'b'.repeat(900) },
  ];
  const got = messages.map(read);
  memory.fill(9);
  expect(got).toEqual([{ none: Buffer.alloc(0), text: 'a' }, { some: Buffer.from([1, 2]) }, { long: 'b'.repeat(900) }]);
  expect(got.map(({ none }) => (none as Buffer | undefined)?.buffer)).not.toContain(memory.buffer);
});

test('cutText: keeps what fits, and never half a character', () => {
  expect(cutText('x'.repeat(100), 100)).toBe('x'.repeat(100));
  for (let max = 60; max < 70; max += 1) {
    const cut = cutText('😀'.repeat(100), max);
    expect(cut.isWellFormed()).toBe(true);
    expect(cut.length).toBeLessThanOrEqual(max);
    expect(cut).toMatch(/^😀+… \[cut off: 200 characters\]$/u);
  }
});
