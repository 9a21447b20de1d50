/**
 * Services that the host provides to the guest library because native code does them better.
 *
 * A call never throws: its failure is a value with the name, message and code of the error, without its stack. Calls
 * come in groups, one file of `calls/` each. A group is made at a run's first call and may hold state for the run.
 */
import { type HostFailure, type HostValue, LATER } from '../guest/border.ts';
import type { Artifacts } from './artifacts.ts';
import { artifactCalls } from './calls/artifact.ts';
import type { CallGroup, CallScope, HostCall } from './calls/call.ts';
import { cryptoCalls } from './calls/crypto.ts';
import { encodingCalls } from './calls/encoding.ts';
import { stateCalls } from './calls/state.ts';
import { urlCalls } from './calls/url.ts';
import { urlPatternCalls } from './calls/url-pattern.ts';
import { utilCalls } from './calls/util.ts';
import { zlibCalls } from './calls/zlib.ts';
import { GuestSources } from './guest-sources.ts';
import type { PendingWork } from './pending-work.ts';

/** The services of one run. */
export interface HostCalls {
  readonly call: (name: string, ...args: HostValue[]) => HostValue | HostFailure;
  /** Frees everything that the run's calls hold. @returns whether work of the run remains that can't be stopped */
  close(): boolean;
}

const GROUPS: readonly CallGroup[] = [
  artifactCalls,
  cryptoCalls,
  encodingCalls,
  stateCalls,
  urlCalls,
  urlPatternCalls,
  utilCalls,
  zlibCalls,
];

/** The services of a run that is over. */
const NO_CALLS: ReadonlyMap<string, HostCall> = new Map();

/**
 * Makes the services of one run.
 * @param pending takes the calls that are answered later
 * @param settle passes the answer to such a call to the guest
 * @param sources texts that the run executes for its guest
 * @param artifacts the run's artifacts
 */
export function createHostCalls(
  pending: PendingWork,
  settle: (id: number, answer: HostValue | HostFailure) => void,
  sources: GuestSources = new GuestSources(),
  artifacts?: Artifacts,
): HostCalls {
  const releases: (() => boolean)[] = [];
  const scope: CallScope = { onClose: (release) => releases.push(release), sources, artifacts };
  // Made at the first call, because most short runs make none (bench row `throughput`).
  let calls: ReadonlyMap<string, HostCall> | undefined;
  const ask = (name: string, args: HostValue[]): HostValue | Promise<HostValue> => {
    calls ??= new Map(GROUPS.flatMap((group) => Object.entries(group(scope))));
    const call = calls.get(name);
    if (!call) throw new Error(`the host has no call "${name}"`);
    return call(...args);
  };
  const answerLater = async (id: number, name: string, args: HostValue[]): Promise<void> => {
    let answer: HostValue | HostFailure;
    try {
      answer = own(await ask(name, args));
    } catch (error) {
      answer = failureOf(error);
    }
    // Once the run is over, nobody waits for the answer.
    if (calls !== NO_CALLS) settle(id, answer);
  };
  return {
    call(name, ...args) {
      if (name === LATER) {
        const [id, asked, ...rest] = args as [number, string, ...HostValue[]];
        void pending.add(answerLater(id, asked, rest));
        return undefined;
      }
      try {
        return own(ask(name, args) as HostValue);
      } catch (error) {
        return failureOf(error);
      }
    },
    close() {
      calls = NO_CALLS;
      return releases.map((release) => release()).includes(true);
    },
  };
}

/** Copies bytes that fill only a part of their buffer: a value that crosses the border takes its whole buffer along. */
function own(value: HostValue): HostValue {
  if (Array.isArray(value)) return value.map(own);
  if (ArrayBuffer.isView(value) && value.byteLength !== value.buffer.byteLength) {
    return new Uint8Array(value.buffer, value.byteOffset, value.byteLength).slice();
  }
  return value;
}

function failureOf(error: unknown): HostFailure {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error) };
  const { name, message } = error;
  if (error instanceof DOMException) return { name, message, isDOMException: true };
  const failure: Record<string, string | number> = { name, message };
  for (const field of ['code', 'errno', 'library', 'reason']) {
    const value = (error as unknown as Record<string, unknown>)[field];
    if (typeof value === 'string' || typeof value === 'number') failure[field] = value;
  }
  return failure as unknown as HostFailure;
}
