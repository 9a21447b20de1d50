/**
 * Agents work at the same time, each on its own branch, and their branches are merged at the end. Two agents change the
 * same line: the merge reports a conflict, which is settled. `node parallel/parallel.ts`.
 */
import { Treebox } from 'treebox/client';

const tb = new Treebox();
const MAIN = 'team/main';

/** What each agent does. In a real agent, a model writes this code. */
const JOBS: Readonly<Record<string, string>> = {
  author: "fs.writeFileSync('/about.md', '# About us\\n')",
  translator: "fs.writeFileSync('/index.md', fs.readFileSync('/index.md', 'utf8').replace('Welcome', 'Willkommen'))",
  stylist: "fs.writeFileSync('/index.md', fs.readFileSync('/index.md', 'utf8').replace('Welcome', 'WELCOME'))",
  tester: "fs.mkdirSync('/test'); fs.writeFileSync('/test/index.txt', String(fs.statSync('/index.md').size))",
};

await tb.run('', { fs: MAIN, push: MAIN, files: { '/index.md': '# Site\n\nWelcome\n\nBye\n' } });

await Promise.all(
  Object.entries(JOBS).map(async ([agent, code]) => {
    const branch = tb.label(`team/${agent}`);
    await branch.createFrom(MAIN);
    await tb.run(code, { fs: branch.name, push: branch.name, author: { name: agent, email: `${agent}@example.com` } });
  }),
);

for (const agent of Object.keys(JOBS)) {
  const sides = { ours: MAIN, theirs: `team/${agent}`, push: { label: MAIN, message: `merge ${agent}` } };
  const merge = await tb.merge(sides);
  if (merge.status === 'merged') {
    console.log(`${agent}: merged`);
    continue;
  }
  const paths = (merge.conflicts ?? []).map(({ path }) => path);
  const resolutions = Object.fromEntries(paths.map((path) => [path, 'ours' as const]));
  await tb.merge({ ...sides, resolutions });
  console.log(`${agent}: conflict in ${paths.join(', ')}, settled to ours`);
}

for (const { name } of await tb.label(MAIN).files.list()) console.log(name);
