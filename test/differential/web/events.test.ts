import { describe } from 'vitest';
import { agreesWithNode } from '../../support/node-judge.ts';

describe('Event, EventTarget', () => {
  agreesWithNode([
    `const seen = []; const t = new EventTarget(); t.addEventListener('a', (e) => seen.push([e.type, e instanceof Event, e.target === t, e.bubbles, e.cancelable]));
return [t.dispatchEvent(new Event('a')), t.dispatchEvent(new Event('b')), seen]`,
    `const seen = []; const t = new EventTarget(); const f = () => seen.push(1); t.addEventListener('a', f); t.addEventListener('a', f); t.addEventListener('a', f, { once: true });
t.dispatchEvent(new Event('a')); t.removeEventListener('a', f); t.dispatchEvent(new Event('a')); return seen`,
    `const t = new EventTarget(); t.addEventListener('a', (e) => e.preventDefault()); return [t.dispatchEvent(new Event('a', { cancelable: true })), t.dispatchEvent(new Event('a'))]`,
    `const seen = []; const t = new EventTarget(); t.addEventListener('a', (e) => { seen.push(1); e.stopImmediatePropagation(); }); t.addEventListener('a', () => seen.push(2)); t.dispatchEvent(new Event('a')); return seen`,
    `const seen = []; const t = new EventTarget(); t.addEventListener('a', { handleEvent(e) { seen.push(this !== t, e.type); } }); t.dispatchEvent(new Event('a')); return seen`,
    `const e = new CustomEvent('c', { detail: { x: 1 } }); return [e.type, e.detail, e instanceof Event]`,
    `return attempt(() => new Event())`,
  ]);
});

describe('AbortController, AbortSignal', () => {
  agreesWithNode([
    `const c = new AbortController(); const seen = []; c.signal.addEventListener('abort', (e) => seen.push(e.type)); c.abort(); c.abort('again'); return [c.signal.aborted, c.signal.reason.name, seen]`,
    `const c = new AbortController(); c.abort(new RangeError('why')); return [c.signal.reason.message, attempt(() => c.signal.throwIfAborted())]`,
    `const s = AbortSignal.abort('r'); return [s.aborted, s.reason, AbortSignal.any([s]).aborted]`,
    `const c = new AbortController(); const any = AbortSignal.any([new AbortController().signal, c.signal]); c.abort(5); return [any.aborted, any.reason]`,
    `return attempt(() => new AbortSignal())`,
  ]);
});

describe('DOMException', () => {
  agreesWithNode([
    `const e = new DOMException('m', 'AbortError'); return [e.name, e.message, e.code, e instanceof Error, String(e), DOMException.ABORT_ERR]`,
    `const e = new DOMException(); return [e.name, e.message, e.code]`,
  ]);
});
