/**
 * A disk of its own: a file with an ext4 file system, mounted over a loop device. It can stop taking anything while files
 * are open on it, as a disk that fails does, and it can hang. Needs root and a kernel with loop devices.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

const SIZE_BYTES = 192 * 1024 * 1024;
const UNMOUNT_MAX_MS = 10_000;

export class LoopDisk {
  /** Where it is mounted. */
  readonly path: string;
  readonly #folder: string;
  readonly #image: string;
  #device = '';
  #isFrozen = false;

  private constructor() {
    this.#folder = mkdtempSync(join(tmpdir(), 'treebox-disk-'));
    this.#image = join(this.#folder, 'image');
    this.path = join(this.#folder, 'disk');
    mkdirSync(this.path);
    writeFileSync(this.#image, '');
    truncateSync(this.#image, SIZE_BYTES);
  }

  /** Makes one; undefined where that can't be done. */
  static make(): LoopDisk | undefined {
    const disk = new LoopDisk();
    const isMade = succeeds('mkfs.ext4', '-q', '-F', disk.#image) && disk.#mount();
    if (!isMade) disk.remove();
    return isMade ? disk : undefined;
  }

  /** Has the disk fail like `failAtOnce`, once all that was written before is on it. */
  fail(): void {
    run('sync', '-f', this.path);
    this.failAtOnce();
  }

  /** Has the file system meet an error of its own, upon which it becomes read-only. What nobody has synced may be lost. */
  failAtOnce(): void {
    writeFileSync(`/sys/fs/ext4/${basename(this.#device)}/trigger_fs_error`, '1');
  }

  /** Has whatever writes wait until `thaw`. */
  freeze(): void {
    run('fsfreeze', '--freeze', this.path);
    this.#isFrozen = true;
  }

  thaw(): void {
    this.#isFrozen = false;
    run('fsfreeze', '--unfreeze', this.path);
  }

  /** Repairs the file system, which nobody may use, and mounts it again. */
  repair(): void {
    this.#unmount();
    // 1 says that errors were corrected.
    const { status, stdout } = spawnSync('e2fsck', ['-fy', this.#image], { encoding: 'utf8' });
    if (status !== 0 && status !== 1) throw new Error(`e2fsck: ${status} ${stdout}`);
    if (!this.#mount()) throw new Error('the disk can not be mounted again');
  }

  remove(): void {
    if (this.#isFrozen) this.thaw();
    // Lazily: who is killed at this moment holds it a little longer.
    if (this.#device !== '') run('umount', '--lazy', this.path);
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Waits for processes that have been killed and hold it a little longer. */
  #unmount(): void {
    const until = performance.now() + UNMOUNT_MAX_MS;
    while (!succeeds('umount', this.path)) if (performance.now() > until) throw new Error('the disk stays in use');
  }

  #mount(): boolean {
    if (!succeeds('mount', '-o', 'loop,errors=remount-ro', this.#image, this.path)) return false;
    this.#device = run('findmnt', '-no', 'SOURCE', this.path).trim();
    return true;
  }
}

function succeeds(command: string, ...args: string[]): boolean {
  return spawnSync(command, args).status === 0;
}

function run(command: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}`);
  return stdout;
}
