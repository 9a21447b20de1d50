import { describe } from 'vitest';
import { agreesWithNode } from '../../support/node-judge.ts';

describe('URLPattern', () => {
  agreesWithNode([
    `const p = new URLPattern({ pathname: '/books/:id(\\\\d+)/:rest*' }); return [p.test('https://h/books/12/a/b'), p.test('https://h/books/x'), p.exec('https://h/books/12/a/b').pathname.groups, p.pathname, p.protocol, p.hasRegExpGroups]`,
    `const p = new URLPattern('https://*.example.com/:page?q=*'); return [p.hostname, p.search, p.exec('https://a.example.com/home?q=1')?.hostname.groups, p.test('http://a.example.com/home?q=1')]`,
    `const p = new URLPattern('/a/:b', 'https://h:8080/x'); return [p.port, p.test('/a/c', 'https://h:8080'), p.test({ pathname: '/a/c', hostname: 'h', protocol: 'https', port: '8080' })]`,
    `return [new URLPattern('/FOO', 'http://h', { ignoreCase: true }).test('http://h/foo'), attempt(() => new URLPattern('(', 'http://h')).slice(0, 9), String(new URLPattern({})), attempt(() => new URLPattern('relative')).slice(0, 9)]`,
    `return [attempt(() => URLPattern({})).slice(0, 9), attempt(() => new URLPattern({ pathname: '/(' })), attempt(() => new URLPattern(1)), attempt(() => new URLPattern({ pathname: '/a' }, 'http://x'))]`,
    `const p = new URLPattern({ pathname: '/:a/*' }); return [attempt(() => p.exec(3)), attempt(() => p.exec({ pathname: '/a' }, 'http://x')), p.exec('nonsense'), p.exec('/a/b', 'nonsense'), p.exec()]`,
    `const p = new URLPattern({ pathname: '/{:a}?' }); return Object.entries(p.exec({ pathname: '/' })).map(([name, { input, groups }]) => [name, input, groups && Object.entries(groups)]).sort()`,
    `const p = new URLPattern('/a/*', 'http://h'); return [p.exec('/a/b', 'http://h').inputs, p.exec({ pathname: '/a/b', hostname: 'h', protocol: 'http' }).inputs, Object.keys(p), URLPattern.length]`,
    `return attempt(() => new URLPattern({ get pathname() { throw new RangeError('mine'); } }))`,
    `const ps = Array.from({ length: 200 }, (_, at) => new URLPattern({ pathname: '/p' + at + '/:id' })); return ps.map((p, at) => p.exec({ pathname: '/p' + at + '/x' + at }).pathname.groups.id)`,
  ]);
});
