/**
 * An object store in memory that counts what is read from it.
 */
import { createHash } from 'node:crypto';
import { EMPTY_TREE, type Oid, type TreeId } from '../../src/core/ids.ts';
import { encodeTree } from '../../src/git/format/tree-codec.ts';
import type { GitObject, ObjectId, ObjectReader, ObjectType, ObjectWriter } from '../../src/git/objects/objects.ts';

/** A tree to make: a name with content, with a folder, or with what a tree may hold besides. */
export interface TreeShape {
  readonly [name: string]: string | Buffer | TreeShape | { readonly mode: string; readonly oid: Oid };
}

export class MemoryObjects implements ObjectReader, ObjectWriter {
  readonly #objects = new Map<Oid, GitObject>();
  /** Every object read, in order. */
  readonly reads: { readonly type: ObjectType; readonly oid: Oid }[] = [];
  /** Every object written, in order; repetitions too. */
  readonly writes: { readonly type: ObjectType; readonly oid: Oid }[] = [];

  read(oid: Oid): GitObject | undefined {
    const object = this.#objects.get(oid);
    if (object) this.reads.push({ type: object.type, oid });
    return object;
  }

  stat(oid: Oid): { type: ObjectType; size: number } | undefined {
    const object = this.#objects.get(oid);
    return object && { type: object.type, size: object.data.length };
  }

  write<T extends ObjectType>(type: T, data: Uint8Array): ObjectId<T> {
    const oid = createHash('sha1').update(`${type} ${data.length}\0`).update(data).digest('hex') as ObjectId<T>;
    this.#objects.set(oid, { type, data: Buffer.from(data) });
    this.writes.push({ type, oid });
    return oid;
  }

  finish(): string | null {
    return null;
  }

  abandon(): void {
    this.#objects.clear();
  }

  /** Writes a tree and everything in it. A name that ends in `*` is an executable file, in `@` a symbolic link. */
  tree(shape: TreeShape): TreeId {
    const entries = Object.entries(shape).map(([marked, value]) => {
      const name = marked.replace(/[*@]$/, '');
      const nameBytes = Buffer.from(name);
      if (typeof value === 'string' || Buffer.isBuffer(value)) {
        const mode = marked.endsWith('*') ? '100755' : marked.endsWith('@') ? '120000' : '100644';
        return { mode, nameBytes, name, oid: this.write('blob', Buffer.from(value as Buffer)) };
      }
      if (isEntry(value)) return { ...value, nameBytes, name };
      return { mode: '40000', nameBytes, name, oid: this.tree(value) };
    });
    return entries.length === 0 ? EMPTY_TREE : this.write('tree', encodeTree(entries));
  }
}

function isEntry(value: TreeShape | { mode: string; oid: Oid }): value is { mode: string; oid: Oid } {
  return typeof value.mode === 'string' && typeof value.oid === 'string';
}
