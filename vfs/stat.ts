/**
 * Makes the result of `stat` for an inode.
 */
import { type Inode, S_IFDIR, S_IFMT } from './inode.ts';

/** Block sizes as Linux file systems report them, in bytes. */
const IO_BLOCK = 4096;
const COUNTED_BLOCK = 512;
/** Size of a small folder on ext4, in bytes. */
const FOLDER_SIZE = 4096;

/**
 * The fields of `struct stat`: device, mode, links, uid, gid, device of a special file, I/O block size, inode number,
 * size in bytes, blocks of 512 bytes, then atime, mtime, ctime and birth time in ms since 1970.
 */
export type Stat = [
  dev: number,
  mode: number,
  nlink: number,
  uid: number,
  gid: number,
  rdev: number,
  blksize: number,
  ino: number,
  size: number,
  blocks: number,
  atimeMs: number,
  mtimeMs: number,
  ctimeMs: number,
  birthtimeMs: number,
];

const DEVICE = 1;

export function statOf(inode: Inode): Stat {
  const size = (inode.mode & S_IFMT) === S_IFDIR ? FOLDER_SIZE : inode.length;
  return [
    DEVICE,
    inode.mode,
    inode.nlink,
    inode.uid,
    inode.gid,
    0,
    IO_BLOCK,
    inode.ino,
    size,
    Math.ceil(size / IO_BLOCK) * (IO_BLOCK / COUNTED_BLOCK),
    inode.atime.getTime(),
    inode.mtime.getTime(),
    inode.ctime.getTime(),
    inode.btime.getTime(),
  ];
}
