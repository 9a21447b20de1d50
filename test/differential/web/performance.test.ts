import { describe } from 'vitest';
import { agreesWithNode } from '../../support/node-judge.ts';

describe('performance', () => {
  agreesWithNode([
    `const a = performance.now(); for (const end = Date.now() + 5; Date.now() < end;); const b = performance.now(); return [a > 0, b - a >= 4, b - a < 1000, Number.isInteger(a)]`,
    `return Math.abs(performance.timeOrigin + performance.now() - Date.now()) < 100`,
    `return [performance instanceof Performance, performance instanceof EventTarget, attempt(() => new Performance()).slice(0, 9), String(performance), typeof performance.toJSON().timeOrigin]`,
    `const seen = []; performance.addEventListener('x', (e) => seen.push(e.target === performance)); performance.dispatchEvent(new Event('x')); return seen`,
  ]);
});
