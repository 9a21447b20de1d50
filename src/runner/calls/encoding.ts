/**
 * Text and bytes, by Node's own encoders and decoders.
 */
import { HELD_OBJECTS_MAX } from '../../core/limits.ts';
import type { CallScope, HostCall } from './call.ts';

export function encodingCalls({ onClose }: CallScope): Record<string, HostCall> {
  /** Decoders of texts that have not ended. */
  const open = new Map<number, TextDecoder>();
  let last = 0;
  onClose(() => {
    open.clear();
    return false;
  });
  return {
    /** Returns the name of the encoding that a label stands for, or null. */
    'encoding.name': (label) => nameOf(label as string),
    'encoding.encode': (text) => new TextEncoder().encode(text as string),
    /** Decodes a whole text. */
    'encoding.decode': (name, fatal, ignoreBOM, bytes) =>
      decoder(name, fatal, ignoreBOM).decode(bytes as Uint8Array<ArrayBuffer>),
    /** Begins a text that arrives in pieces. */
    'encoding.open': (name, fatal, ignoreBOM) => {
      if (open.size >= HELD_OBJECTS_MAX) {
        throw new RangeError(`a run may have at most ${HELD_OBJECTS_MAX} texts that it has decoded in part`);
      }
      last += 1;
      open.set(last, decoder(name, fatal, ignoreBOM));
      return last;
    },
    /** Decodes a piece; the last one, or one that fails, ends the text. */
    'encoding.piece': (id, bytes, stream) => {
      const held = open.get(id as number);
      if (!held) throw new TypeError('the text has ended');
      try {
        const text = held.decode(bytes as Uint8Array<ArrayBuffer>, { stream: stream as boolean });
        if (!stream) open.delete(id as number);
        return text;
      } catch (error) {
        open.delete(id as number);
        throw error;
      }
    },
    /** Returns bytes as text: one character for each (`latin1`), or `base64`. */
    'encoding.spell': (bytes, form) => Buffer.from(bytes as Uint8Array).toString(form as 'latin1' | 'base64'),
    'encoding.atob': (text) => atob(text as string),
    'encoding.btoa': (text) => btoa(text as string),
  };
}

function decoder(name: unknown, fatal: unknown, ignoreBOM: unknown): TextDecoder {
  return new TextDecoder(name as string, { fatal: fatal as boolean, ignoreBOM: ignoreBOM as boolean });
}

function nameOf(label: string): string | null {
  try {
    return new TextDecoder(label).encoding;
  } catch {
    return null;
  }
}
