/**
 * The artifacts of one run, each written into the run's pack when the guest hands it over.
 *
 * An artifact counts against the volume's limits like a new file. It still counts after another one with the same key
 * has replaced it, because its bytes stay in the pack.
 */
import type { Volume } from '../../vfs/volume.ts';
import { type Artifact, isArtifactKey, isMimeType } from '../core/artifact.ts';
import { ARTIFACTS } from '../core/limits.ts';
import type { ObjectWriter } from '../git/objects/objects.ts';

const CALL = { syscall: 'artifact' };

export class Artifacts {
  readonly #kept = new Map<string, Artifact>();
  readonly #volume: Pick<Volume, 'chargeFile'>;
  readonly #writer: () => Pick<ObjectWriter, 'write'>;
  #fault: unknown;

  /** @param writer returns the writer of the run's pack */
  constructor(volume: Pick<Volume, 'chargeFile'>, writer: () => Pick<ObjectWriter, 'write'>) {
    this.#volume = volume;
    this.#writer = writer;
  }

  /** The kept artifacts, in the order in which their keys first appeared. */
  get list(): readonly Artifact[] {
    return [...this.#kept.values()];
  }

  /**
   * @throws the error that interrupted the writing of an artifact: the pack may be incomplete and can't be used
   */
  assertWhole(): void {
    if (this.#fault !== undefined) throw this.#fault;
  }

  /**
   * Keeps an artifact and replaces an earlier one with the same key.
   * @param data a text is kept as UTF-8; bytes are copied
   * @throws TypeError, RangeError, FsError ENOSPC
   */
  keep(key: unknown, mimeType: unknown, data: unknown): void {
    if (typeof key !== 'string' || !isArtifactKey(key)) {
      throw new TypeError(
        `The key of an artifact must be 1 to ${ARTIFACTS.keyBytes} bytes of text without control characters, and not "." or ".."`,
      );
    }
    if (typeof mimeType !== 'string' || !isMimeType(mimeType)) {
      throw new TypeError('The type of an artifact must be a MIME type, such as "text/plain" or "image/png"');
    }
    if (typeof data !== 'string' && !(data instanceof Uint8Array)) {
      throw new TypeError('The content of an artifact must be a string or bytes');
    }
    const size = typeof data === 'string' ? Buffer.byteLength(data) : data.length;
    if (size > ARTIFACTS.bytes) {
      throw new RangeError(
        `The artifact has ${size} bytes; at most ${ARTIFACTS.bytes} are allowed: write large data to a file`,
      );
    }
    if (!this.#kept.has(key) && this.#kept.size >= ARTIFACTS.count) {
      throw new RangeError(`A run can keep at most ${ARTIFACTS.count} artifacts`);
    }
    this.#volume.chargeFile(size, CALL);
    const oid = this.#write(typeof data === 'string' ? Buffer.from(data) : data);
    this.#kept.set(key, { key, mimeType, oid, size, createdAt: Date.now() });
  }

  #write(data: Uint8Array) {
    try {
      return this.#writer().write('blob', data);
    } catch (error) {
      // The error describes the host, so it ends the run and is not shown to the guest.
      this.#fault ??= error;
      throw new Error('The artifact could not be written');
    }
  }
}
