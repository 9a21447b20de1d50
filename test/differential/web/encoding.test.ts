import { describe } from 'vitest';
import { agreesWithNode } from '../../support/node-judge.ts';

const LABELS = `['utf-8', 'UTF8', ' latin1 ', 'ascii', 'utf-16', 'utf-16le', 'utf-16be', 'windows-1252', 'iso-8859-2', 'koi8-r', 'shift_jis', 'euc-jp', 'euc-kr', 'gbk', 'gb18030', 'big5', 'iso-2022-jp', 'macintosh', 'nothing', '', 'utf-7']`;

describe('TextEncoder', () => {
  agreesWithNode([
    `const e = new TextEncoder(); return ['', 'aé€😀', '\\ud800x', undefined, 1, null].map((t) => [...e.encode(t)]).concat(e.encoding, [[...e.encode()]])`,
    `const e = new TextEncoder(); return ['aé€😀', '\\ud83d', 'abc', ''].flatMap((t) => [0, 1, 2, 3, 4, 6, 12].map((n) => { const b = new Uint8Array(n); return [e.encodeInto(t, b), [...b]] }))`,
    `return [attempt(() => TextEncoder()), attempt(() => new TextEncoder().encodeInto('x', [])), attempt(() => TextEncoder.prototype.encode.call({})), attempt(() => new TextEncoder().encode(Symbol()))]`,
    `return [Object.prototype.toString.call(new TextEncoder()), TextEncoder.name, TextEncoder.length, Object.keys(TextEncoder.prototype), new TextEncoder().encode('x').constructor === Uint8Array]`,
    `return new TextEncoder().encode('x'.repeat(100000) + 'é').length`,
  ]);
});

describe('TextDecoder', () => {
  agreesWithNode([
    `return ${LABELS}.map((l) => attempt(() => new TextDecoder(l).encoding))`,
    `const bytes = Uint8Array.from({ length: 256 }, (_, i) => i); return ${LABELS}.map((l) => attempt(() => new TextDecoder(l).decode(bytes)))`,
    `const bytes = [0xef, 0xbb, 0xbf, 0x61, 0xe2, 0x82, 0xff, 0xf0, 0x9f, 0x98]; return [{}, { fatal: true }, { ignoreBOM: true }].map((o) => attempt(() => new TextDecoder('utf-8', o).decode(new Uint8Array(bytes))))`,
    `return ['utf-8', 'utf-16le', 'shift_jis', 'gb18030', 'iso-2022-jp'].map((l) => { const bytes = [0x1b, 0x24, 0x42, 0x24, 0x22, 0xe2, 0x82, 0xac, 0x81, 0x30, 0x84, 0x36, 0x41]; const d = new TextDecoder(l); return bytes.map((b) => attempt(() => d.decode(new Uint8Array([b]), { stream: true }))).concat(attempt(() => d.decode()), attempt(() => d.decode(new Uint8Array([0x41])))) })`,
    `const d = new TextDecoder('utf-8', { fatal: true }); return [d.decode(new Uint8Array([0xe2]), { stream: true }), attempt(() => d.decode(new Uint8Array([0x41]))), d.decode(new Uint8Array([0x42]))]`,
    `const b = new Uint8Array([1, 0x61, 0x62, 2]); return [new TextDecoder().decode(b.subarray(1, 3)), new TextDecoder().decode(b.buffer), new TextDecoder().decode(new DataView(b.buffer, 1, 1)), new TextDecoder().decode(), attempt(() => new TextDecoder().decode('x')), attempt(() => new TextDecoder().decode(null))]`,
    `return [attempt(() => TextDecoder()), attempt(() => new TextDecoder('utf-8', 1)), attempt(() => TextDecoder.prototype.decode.call({})).split(' ')[0], Object.keys(TextDecoder.prototype).sort(), new TextDecoder('utf-8', { fatal: 1 }).fatal, String(new TextDecoder())]`,
  ]);
});

describe('atob and btoa', () => {
  agreesWithNode([
    `return ['', 'YQ==', 'YQ', ' Y\\nQ = = ', 'YR==', 'Y', '====', 'a\\u00e9', 'AAA/+w==', undefined, null, 12].map((t) => attempt(() => atob(t)))`,
    `return ['', 'a', 'ab', '\\u00ff\\u0000', 'é', '€', undefined, null, 12].map((t) => attempt(() => btoa(t)))`,
    `return [attempt(() => atob()), attempt(() => btoa()), atob.name, btoa.name, atob.length, btoa.length]`,
  ]);
});
