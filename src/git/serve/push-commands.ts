/**
 * Reads the list of ref updates at the beginning of a `git push`.
 *
 * treebox reads it before git gets the push, and refuses a forbidden branch name in git's own protocol.
 * @see https://git-scm.com/docs/gitprotocol-pack "Reference Update Request and Packfile Transfer"
 */
import { isUtf8 } from 'node:buffer';
import { TreeboxError } from '../../core/errors.ts';
import { OID_PATTERN, type Oid } from '../../core/ids.ts';
import { BRANCHES } from '../refs/ref-name.ts';

/** Maximum size of the list in bytes: a few thousand refs. */
const LIST_MAX_BYTES = 256 * 1024;
/** Number of hexadecimal digits of a pkt-line's length. */
const LENGTH_DIGITS = 4;
/** Maximum bytes of data in one side-band packet: the protocol's limit minus the length and the band number. */
const BAND_MAX_BYTES = 65_515;

const COMMAND = new RegExp(`^${OID_PATTERN} (${OID_PATTERN}) ([^\\0]+)$`);

export interface PushCommands {
  /** The new oid of each ref, by full name, as sent by the client. */
  readonly moves: Readonly<Record<string, Oid>>;
  readonly capabilities: readonly string[];
  /** Bytes of the body that have been read. Git must get them before the rest. */
  readonly head: Buffer;
}

/**
 * Reads the list from the beginning of a push's body. The list may be empty: the git client sends an empty push to test its
 * authorization before a large push.
 * @param body chunks of the body; read up to the chunk in which the list ends
 * @throws TreeboxError `bad_request` when the body does not begin with a list of ref updates, `too_large` above the limit
 */
export async function readPushCommands(body: AsyncIterator<Buffer>): Promise<PushCommands> {
  let head = Buffer.alloc(0);
  const moves: Record<string, Oid> = Object.create(null);
  let capabilities: string[] = [];
  for (let at = 0; ; ) {
    const length = at + LENGTH_DIGITS > head.length ? undefined : packetLength(head, at);
    if (length === undefined || at + length > head.length) {
      if (head.length > LIST_MAX_BYTES) throw new TreeboxError('too_large', 'the push names too many refs at once');
      const { done, value } = await body.next();
      if (done === true) throw malformed();
      head = Buffer.concat([head, value]);
      continue;
    }
    if (length === 0) return { moves, capabilities, head };
    const bytes = head.subarray(at + LENGTH_DIGITS, at + length);
    if (!isUtf8(bytes))
      throw new TreeboxError('bad_request', 'the push names a ref that is not UTF-8; a label must be UTF-8');
    const text = bytes.toString().replace(/\n$/, '');
    at += length;
    if (text.startsWith('shallow ')) continue;
    const nul = text.indexOf('\0');
    if (nul >= 0)
      capabilities = text
        .slice(nul + 1)
        .trim()
        .split(' ');
    const [, next, ref] = COMMAND.exec(nul < 0 ? text : text.slice(0, nul)) ?? [];
    if (next === undefined || ref === undefined) throw malformed();
    moves[ref] = next as Oid;
  }
}

/** Returns the reason why a branch name is not allowed; undefined when it is allowed. */
export type BranchRule = (branch: string) => string | undefined;

/** Returns the reason why a push to `ref` is not allowed; undefined when it is a branch that the rule allows. */
export function refusalOf(ref: string, rule: BranchRule): string | undefined {
  return ref.startsWith(BRANCHES) ? rule(ref.slice(BRANCHES.length)) : 'only branches can be pushed here';
}

/** Encodes a receive-pack response that refuses all refs of a push, because at least one of them is not allowed. */
export function encodeRefusal({ moves, capabilities }: PushCommands, rule: BranchRule): Buffer {
  const report = Buffer.concat([
    packet('unpack ok\n'),
    ...Object.keys(moves).map((ref) =>
      packet(`ng ${ref} ${refusalOf(ref, rule) ?? 'another ref of this push is refused'}\n`),
    ),
    FLUSH,
  ]);
  if (!capabilities.includes('side-band-64k')) return report;
  const bands: Buffer[] = [];
  for (let at = 0; at < report.length; at += BAND_MAX_BYTES) {
    bands.push(packet(Buffer.concat([Buffer.from([1]), report.subarray(at, at + BAND_MAX_BYTES)])));
  }
  return Buffer.concat([...bands, FLUSH]);
}

/** A flush packet, which ends a list. */
export const FLUSH: Buffer = Buffer.from('0000');

/** Encodes a pkt-line. */
export function packet(content: string | Buffer): Buffer {
  const bytes = Buffer.from(content as string);
  return Buffer.concat([Buffer.from((bytes.length + LENGTH_DIGITS).toString(16).padStart(LENGTH_DIGITS, '0')), bytes]);
}

/** Returns the length of the packet at `at`, including the four length digits; 0 for a flush packet. */
function packetLength(bytes: Buffer, at: number): number {
  const digits = bytes.toString('latin1', at, at + LENGTH_DIGITS);
  const length = /^[0-9a-f]{4}$/i.test(digits) ? Number.parseInt(digits, 16) : -1;
  if (length !== 0 && length <= LENGTH_DIGITS) throw malformed();
  return length;
}

function malformed(): TreeboxError {
  return new TreeboxError('bad_request', 'the body is not a git push: a list of ref updates was expected');
}
