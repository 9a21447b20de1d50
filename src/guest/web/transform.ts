/**
 * The members of `TransformStream` that other interfaces use.
 */

/** Receiver of a transformer's output. */
export interface Output {
  enqueue(chunk: unknown): void;
  error(reason: unknown): void;
}

export interface Transformer {
  start?(output: Output): void;
  transform(chunk: unknown, output: Output): void | Promise<void>;
  flush(output: Output): void | Promise<void>;
}

export type TransformStreamType = new (
  transformer: Transformer,
) => { readonly readable: object; readonly writable: object };
