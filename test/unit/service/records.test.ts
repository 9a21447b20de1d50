import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Records } from '../../../src/service/store/records.ts';

test('Records.transaction: says why it failed, also where SQLite has taken everything back itself', () => {
  const folder = mkdtempSync(join(tmpdir(), 'treebox-records-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const records = new Records(join(folder, 'records.sqlite'));
  records.run('CREATE TABLE filler (bytes BLOB)');
  const pages = Number(records.row('PRAGMA page_count')?.page_count);
  records.row(`PRAGMA max_page_count = ${pages}`);
  const fill = () => {
    records.run('INSERT INTO filler VALUES (?)', new Uint8Array(1 << 20));
  };
  expect(() => records.transaction(fill)).toThrow('database or disk is full');
  expect(() =>
    records.transaction(() => {
      throw new Error('of the work itself');
    }),
  ).toThrow('of the work itself');
  records.row('PRAGMA max_page_count = 1000000');
  records.transaction(fill);
  expect(records.row('SELECT count(*) AS n FROM filler')).toEqual({ n: 1 });
  records.close();
});
