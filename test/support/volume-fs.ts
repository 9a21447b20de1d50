/**
 * The guest's `fs` on a volume, both in this process: arguments and answers are cloned on their way, as they are when
 * they cross into an isolate.
 */

import { EventEmitter } from 'node:events';
import { Utf8Stream } from 'node:fs';
import stream from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { inspect } from 'node:util';
import { EMPTY_TREE, type TreeId } from '../../src/core/ids.ts';
import type { ObjectReader } from '../../src/git/objects/objects.ts';
import type { HostFailure, HostValue } from '../../src/guest/border.ts';
import { createFs } from '../../src/guest/fs/create-fs.ts';
import { glob } from '../../src/guest/fs/glob.ts';
import type { Host } from '../../src/guest/host.ts';
import { createHostFs } from '../../src/runner/host-fs.ts';
import { Volume } from '../../vfs/volume.ts';
import { MemoryObjects } from './memory-objects.ts';

export type NodeFs = typeof import('node:fs');

export const ROOMY = { bytes: 64 * 1024 * 1024, files: 10_000 } as const;

export interface VolumeFs {
  readonly volume: Volume;
  readonly objects: MemoryObjects;
  readonly fs: NodeFs;
}

/** A volume on a tree in memory with the guest's `fs` over it. */
export function mount({
  objects = new MemoryObjects(),
  tree = EMPTY_TREE,
  limits = ROOMY,
  reader = objects,
}: {
  objects?: MemoryObjects;
  tree?: TreeId;
  limits?: { bytes: number; files: number };
  reader?: ObjectReader;
} = {}): VolumeFs {
  const volume = new Volume({ objects: reader, tree, limits });
  return { volume, objects, fs: fsOn(volume) };
}

/** The guest's `fs` over a volume. */
export function fsOn(volume: Volume): NodeFs {
  const hostFs = createHostFs(volume);
  const host = {
    fs: (call: string, ...args: HostValue[]): HostValue | HostFailure => {
      const answer = hostFs(call, ...(structuredClone(args) as HostValue[]));
      return Buffer.isBuffer(answer) ? new Uint8Array(answer) : structuredClone(answer);
    },
  } as Host;
  const { fs } = createFs(host, {
    buffer: () => Buffer,
    inspect: () => inspect,
    stream: () => stream,
    utf8Stream: () => Utf8Stream,
    emitter: () => EventEmitter,
    decoder: () => {
      const decoder = new StringDecoder('utf8');
      return (chunk) => decoder.write(chunk as Buffer);
    },
    glob: () => ({ glob }),
    defer: (callback) => void setImmediate(callback),
  });
  return fs as NodeFs;
}
