/**
 * Host calls for saved state: acorn reads the sources of its functions.
 */
import type { HostValue } from '../../guest/border.ts';
import { type FunctionShape, readFunction } from '../function-source.ts';
import type { CallScope, HostCall } from './call.ts';

export function stateCalls({ sources }: CallScope): Record<string, HostCall> {
  return {
    /**
     * Returns the CPU time that the run's thread has used, in ms: time spent waiting for a busy machine does not count.
     */
    'state.work': () => {
      const { user, system } = process.threadCpuUsage();
      return (user + system) / 1000;
    },
    /** Returns the shape of one of the guest's functions; null when the text is not the guest's. */
    'state.shape': (text) => {
      const mode = sources.modeOf(text as string);
      const shape = mode && readFunction(text as string);
      return shape ? [...toWire(shape), mode === 'sloppy'] : null;
    },
    /**
     * Returns the shape of a function from a saved state, and counts its text as the guest's from now on; null when the
     * text is not a function.
     */
    'state.adopt': (text, sloppy) => {
      const shape = readFunction(text as string);
      if (!shape) return null;
      sources.add(text as string, sloppy === true ? 'sloppy' : 'strict');
      return [...toWire(shape), sloppy === true];
    },
  };
}

function toWire({ form, length, free, obstacle, hidesState, members, code, ...shape }: FunctionShape): HostValue[] {
  const lines = members.map(({ isStatic, kind, name, text }) => [isStatic, kind, name, text]);
  return [form, length, [...free], obstacle, hidesState, shape.extends, lines, code];
}
