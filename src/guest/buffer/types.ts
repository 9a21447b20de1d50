/** The buffer package's class, as seen by the code that completes it. */

export interface BufferBytes extends Uint8Array {
  toString(encoding?: unknown, start?: number, end?: number): string;
  write(text: string, offset?: number, length?: number, encoding?: string): number;
}

export interface BufferType {
  readonly prototype: BufferBytes & Record<string, unknown>;
  from(value: unknown, encoding?: unknown, length?: unknown): BufferBytes;
  byteLength(value: unknown, encoding?: unknown): number;
  alloc(size: number, fill?: unknown, encoding?: unknown): BufferBytes;
  allocUnsafe(size: number): BufferBytes;
  allocUnsafeSlow(size: number): BufferBytes;
}
