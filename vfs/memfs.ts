/**
 * memfs's building blocks: the classes of its superblock, inodes and links. The only importer of memfs.
 *
 * memfs exports its volume, but not the classes of the volume's objects. So the classes are taken from the objects. memfs's
 * own calls are not used, because they differ from Node's in many places.
 */
import { Volume } from 'memfs';

type Superblock = Volume['_core'];
type Link = Superblock['root'];
type Node = Link['node'];

const { _core: sample } = new Volume();

/** Listeners for changes of an inode or a link. There never are any, so all inodes and links share one empty set. */
const NO_LISTENERS = sample.root.changes;
const NOTHING = Buffer.alloc(0);

/** The inode counter, and the root link that the caller sets. It has no other fields of memfs's superblock. */
export const MemfsSuperblock = withMethodsOf(
  sample,
  class {
    ino = 0;
  },
) as unknown as new () => Superblock;

/**
 * A name in a folder that points to an inode. It has no `children` until a subclass sets them.
 *
 * This class and `MemfsNode` have their own constructors. memfs's constructors get the user's id from the system, read the
 * clock four times and make listeners, which takes longer than reading a small file.
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

/** An inode: mode, owner, times, content. It has no times until a subclass sets them. */
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

/** Gives a class the methods and accessors of an object's prototype. */
function withMethodsOf<Class extends { readonly prototype: object }>(model: object, lean: Class): Class {
  Object.setPrototypeOf(lean.prototype, Object.getPrototypeOf(model) as object);
  return lean;
}

export type { Superblock as MemfsSuperblockInstance };
