/**
 * memfs's building blocks: the classes of its superblock, inodes and links. Layer 2, the only importer of memfs.
 *
 * memfs exports its volume and, through that, the objects it is made of, but not their classes. A volume here builds on
 * those classes and leaves memfs's own calls aside, which differ from Node's in many places.
 */
import { Volume } from 'memfs';

type Superblock = Volume['_core'];
type Link = Superblock['root'];
type Node = Link['node'];

const { _core: sample } = new Volume();

/** An inode table, an inode counter and the root link. */
export const MemfsSuperblock = sample.constructor as new () => Superblock;
/** A name in a folder, pointing at an inode. */
export const MemfsLink = sample.root.constructor as new (
  superblock: Superblock,
  parent: Link | undefined,
  name: string,
) => Link;
/** An inode: mode, owner, times, content. */
export const MemfsNode = sample.root.node.constructor as new (
  ino: number,
  mode: number,
  uid: number,
  gid: number,
) => Node;

/** Listeners for changes of an inode or a link: always none, so that one set serves all of them. */
export const NO_LISTENERS = sample.root.changes;

export type { Superblock as MemfsSuperblockInstance };
