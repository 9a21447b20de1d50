/**
 * A scene brings one documented answer of one operation about; the files beside this one have them, one a resource.
 */
import type { Readable } from 'node:stream';
import { TreeboxError } from '../../../src/core/errors.ts';
import { BLOB_READS } from '../../../src/core/limits.ts';
import type { AppAnswer, TestApp } from '../test-app.ts';

/** Brings an answer about; the application is new for each. */
export type Scene = (app: TestApp) => Promise<AppAnswer>;

/** Scenes by the operation's id and the status. */
export type Scenes = Readonly<Record<string, Readonly<Record<number, Scene>>>>;

export const UNKNOWN_ID = '01890000-0000-7000-8000-000000000000';
export const MiB = 1024 * 1024;
export const big = Buffer.alloc(16 * MiB + 1, 0x20);
export const form = { 'content-type': 'application/x-www-form-urlencoded' };
export const json = { 'content-type': 'application/json' };

/** A JSON operation whose body is too large, or of another type. */
export const bodyRefusals = (path: string): Record<number, Scene> => ({
  413: (app) => app.call('POST', path, { payload: big, headers: json }),
  415: (app) => app.call('POST', path, { payload: 'a=b', headers: form }),
});

/** What puts the services right again, so that git can judge what they left. */
export const broken: (() => void)[] = [];

/** Makes every service fail as it does on a full disk. */
export function fillDisk(app: TestApp): TestApp {
  return breakServices(app, 'ENOSPC: no space left on device, write');
}

/** Makes every service fail. */
export function breakServices(app: TestApp, why = 'the disk is broken'): TestApp {
  for (const service of Object.values(app.services)) {
    for (const name of Object.getOwnPropertyNames(Object.getPrototypeOf(service))) {
      const property = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(service), name);
      if (name === 'constructor' || name === 'stop' || typeof property?.value !== 'function') continue;
      Object.defineProperty(service, name, {
        value: () => {
          throw new Error(why);
        },
        configurable: true,
      });
      broken.push(() => Reflect.deleteProperty(service, name));
    }
  }
  return app;
}

/** What `ask` is answered while as many others read as may, and wait. */
export async function whileTaken(read: (signal: AbortSignal) => Promise<Readable>, ask: () => Promise<AppAnswer>) {
  const gone = new AbortController();
  const others = Array.from({ length: BLOB_READS.running + BLOB_READS.waiting }, () => read(gone.signal));
  const answer = await ask();
  gone.abort();
  for (const other of await Promise.allSettled(others)) if (other.status === 'fulfilled') other.value.destroy();
  return answer;
}

/** What a large file's address answers while as many others are read as may, and wait. */
export async function whileFilesAreRead(app: TestApp, url: string): Promise<AppAnswer> {
  const { snapshots } = app.services;
  const file = await snapshots.file(app.snapshot({ f: 'x'.repeat(5 * MiB) }), 'f');
  return await whileTaken(
    (signal) => snapshots.content(file, 0, 1, signal),
    () => app.get(url),
  );
}

export function busy(app: TestApp): TestApp {
  const refs = app.repository.refs as { update: unknown };
  refs.update = () => Promise.reject(new TreeboxError('busy', 'another process holds the lock'));
  return app;
}

export async function labelled(app: TestApp): Promise<TestApp> {
  await app.post('/api/fs/push', { label: 'main', ca_id: app.snapshot({ f: 'text', 'd/g': '' }) });
  return app;
}

export async function ended(app: TestApp): Promise<string> {
  app.pool.output = 'out\n';
  const { execution_id } = await app.execLeaving(app.snapshot({ f: '1' }));
  return execution_id;
}

export async function expired(app: TestApp): Promise<string> {
  const id = await ended(app);
  for (let count = 0; count < 3; count += 1) await app.exec();
  return id;
}
