import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Stock } from '../../../src/git/files/stock.ts';

test('Stock: what is taken was made after an earlier take, in the two folders by turns', async () => {
  let made = 0;
  const stock = new Stock(['a', 'b'], async (folder) => `${folder}${++made}`);
  expect(stock.take()).toBeUndefined();
  const taken = [];
  for (let nth = 0; nth < 4; nth += 1) {
    await turn();
    taken.push(stock.take());
  }
  expect(taken).toEqual(['a1', 'b2', 'a3', 'b4']);
  expect(await stock.close()).toEqual(['a5']);
});

test('Stock: never has more ready than clients ask for at the same time', async () => {
  const stock = new Stock(['a', 'b'], async (folder) => folder);
  for (let nth = 0; nth < 1_000; nth += 1) stock.take();
  expect(await stock.close()).toHaveLength(8);
});

test('Stock: one that could not be made is made by whoever takes it, and the next one as ever', async () => {
  let fails = true;
  const stock = new Stock(['a', 'b'], async (folder) => {
    if (fails) throw new Error('no room');
    return folder;
  });
  stock.take();
  await turn();
  expect(stock.take()).toBeUndefined();
  fails = false;
  await turn();
  stock.take();
  await turn();
  expect(stock.take()).toBeDefined();
});
