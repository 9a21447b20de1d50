/**
 * memfs's building blocks: the classes of its superblock, inodes and links. The only importer of memfs.
 *
 * memfs exports its volume and, through that, its objects, but not their classes. A volume here uses those classes, but not
 * memfs's own calls, which differ from Node's in many places.
 */
import { Volume } from 'memfs';

type Superblock = Volume['_core'];
type Link = Superblock['root'];
type Node = Link['node'];

const { _core: sample } = new Volume();

/** An inode table, an inode counter and the root link. */
export const MemfsSuperblock = sample.constructor as new () => Superblock;
/** Listeners for changes of an inode or a link: always none, so that one set serves all of them. */
const NO_LISTENERS = sample.root.changes;
const NOTHING = Buffer.alloc(0);

/**
 * A name in a folder, pointing at an inode. Has no children until it is given a map of them.
 *
 * This and `MemfsNode` have constructors of their own: memfs's ask the system who its user is, read the clock four times
 * and make listeners, which takes longer than reading a small file does.
 */
export const MemfsLink = withMethodsOf(
  sample.root,
  class {
    readonly changes = NO_LISTENERS;
    readonly ino = 0;
    readonly length = 0;
    readonly vol: Superblock;
    readonly parent: Link | undefined;
    readonly name: string;

    constructor(superblock: Superblock, parent: Link | undefined, name: string) {
      this.vol = superblock;
      this.parent = parent;
      this.name = name;
    }
  },
) as unknown as new (
  superblock: Superblock,
  parent: Link | undefined,
  name: string,
) => Link;

/** An inode: mode, owner, times, content. Has no times until it is given them. */
export const MemfsNode = withMethodsOf(
  sample.root.node,
  class {
    readonly changes = NO_LISTENERS;
    readonly buf = NOTHING;
    readonly capacity = 0;
    readonly size = 0;
    readonly rdev = 0;
    readonly mode: number;
    readonly ino: number;
    readonly _nlink = 1;
    readonly _uid: number;
    readonly _gid: number;

    constructor(ino: number, mode: number, uid: number, gid: number) {
      this.mode = mode;
      this.ino = ino;
      this._uid = uid;
      this._gid = gid;
    }
  },
) as unknown as new (
  ino: number,
  mode: number,
  uid: number,
  gid: number,
) => Node;

/** Gives a class the methods and accessors that an object has by its prototype. */
function withMethodsOf<Class extends { readonly prototype: object }>(model: object, lean: Class): Class {
  Object.setPrototypeOf(lean.prototype, Object.getPrototypeOf(model) as object);
  return lean;
}

export type { Superblock as MemfsSuperblockInstance };
