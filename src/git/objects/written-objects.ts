/**
 * Makes new objects readable immediately, before their pack is in the store.
 */
import type { Oid } from '../../core/ids.ts';
import type { GitObject, ObjectId, ObjectReader, ObjectType, ObjectWriter } from './objects.ts';

export class WrittenObjects implements ObjectReader, ObjectWriter {
  readonly #reader: ObjectReader;
  readonly #writer: ObjectWriter;
  readonly #written = new Map<Oid, GitObject>();

  constructor(reader: ObjectReader, writer: ObjectWriter) {
    this.#reader = reader;
    this.#writer = writer;
  }

  read(oid: Oid): GitObject | undefined {
    return this.#written.get(oid) ?? this.#reader.read(oid);
  }

  stat(oid: Oid): { readonly type: ObjectType; readonly size: number } | undefined {
    const written = this.#written.get(oid);
    return written === undefined ? this.#reader.stat(oid) : { type: written.type, size: written.data.length };
  }

  write<T extends ObjectType>(type: T, data: Uint8Array, known?: ObjectId<T>): ObjectId<T> {
    const oid = this.#writer.write(type, data, known);
    this.#written.set(oid, { type, data: Buffer.from(data) });
    return oid;
  }

  finish(): string | null {
    return this.#writer.finish();
  }

  abandon(): void {
    this.#writer.abandon();
  }
}
