/* global add_completion_callback, add_result_callback, add_test_state_callback */
/**
 * Goes into the run before testharness.js: what a test server gives a test's page and a shell does not, and nothing that is
 * judged. The runner puts the file's path and query in `WPT_FILE`.
 */
// biome-ignore lint/correctness/noUnusedVariables: guest-report.js takes them
var { print: WPT_PRINT, exit: WPT_EXIT } = ((path, search) => {
  const { log } = console;
  const { exit } = process;
  const { existsSync, readFileSync } = fs;
  const { stringify } = JSON;
  const { isArray } = Array;
  const own = (name, value) => {
    if (!(name in globalThis)) Object.defineProperty(globalThis, name, { value, writable: true, configurable: true });
  };
  const origin = 'https://web-platform.test';
  own('self', globalThis);
  own('location', {
    origin,
    protocol: 'https:',
    host: 'web-platform.test',
    hostname: 'web-platform.test',
    port: '',
    pathname: `/${path}`,
    search,
    hash: '',
    href: `${origin}/${path}${search}`,
    toString() {
      return this.href;
    },
  });
  globalThis.GLOBAL = { isWindow: () => false, isWorker: () => false, isShadowRealm: () => false };

  // Files of the checkout, which are the run's volume.
  const folder = path.split('/').slice(0, -1);
  const resolve = (target) => {
    const parts = target.startsWith('/') ? [] : [...folder];
    for (const part of target.replace(/[?#].*$/, '').split('/')) {
      if (part === '..') parts.pop();
      else if (part !== '.' && part !== '') parts.push(part);
    }
    return `/${parts.join('/')}`;
  };
  // As for a source that names them: the parts of the library are there before a test changes the language.
  for (const name of Object.getOwnPropertyNames(globalThis)) void globalThis[name];
  const { fetch } = globalThis;
  globalThis.fetch = async (target, init) => {
    const { url } = new Request(whole(target), init);
    // What a server would have to make is refused as the network is.
    if (!url.startsWith(origin) || /\.py\b/.test(url)) return fetch(url, init);
    const file = resolve(url.slice(origin.length));
    // A checkout without its films has something as long in their place: tests want bytes that can be made fewer.
    if (file.startsWith('/media/') && !existsSync(file)) return new Response(Buffer.alloc(48_000, 'a film'));
    return new Response(readFileSync(file));
  };
  // The page's own address, against which a page's requests are resolved.
  const whole = (target) => (target instanceof Request ? target : new URL(target, `${origin}/${path}`).href);
  // What looks at the classes themselves finds them untouched.
  if (path.startsWith('fetch/') && !path.includes('idlharness')) {
    const { redirect } = Response;
    Response.redirect = (target, ...rest) => redirect(whole(target), ...rest);
    globalThis.Request = new Proxy(Request, {
      construct: (type, [target, ...rest], made) => Reflect.construct(type, [whole(target), ...rest], made),
    });
  }
  return { print: (...event) => isArray(event) && log(`WPT ${stringify(event)}`), exit };
})(...WPT_FILE);
