/**
 * Creates and opens the bare repository in which treebox stores everything.
 *
 * It is an ordinary repository: plain git can read it, push to it by path, collect its garbage and repack it at any time.
 * treebox's own files are in `treebox/`, which git does not read: `incoming/` (new objects), `locks/` (second names of the
 * locks that treebox holds), `children/` (the refs that treebox's git processes may lock), `damaged/` (damaged files), `keep`
 * (the mark of treebox's packs) and `boot-id` (the boot of the machine at the last opening).
 *
 * The repository is created without git, because a server with an empty data folder should answer quickly.
 * @see https://git-scm.com/docs/gitrepository-layout
 */

import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { deflateSync } from 'node:zlib';
import { readTextIfPresent, replaceFile } from '../core/files.ts';
import { EMPTY_TREE, OID_PATTERN } from '../core/ids.ts';
import { PUSH_MAX_BYTES, REF_LOCK_WAIT_MS } from '../core/limits.ts';
import { ChildLocks, unlocked } from './files/child-locks.ts';
import { type BeforeEnd, FileLocks } from './files/file-lock.ts';
import { CommitTrees } from './objects/commit-trees.ts';
import { loosePath } from './objects/loose-object.ts';
import type { ObjectStore } from './objects/objects.ts';
import { RepositoryObjects } from './objects/repository-objects.ts';
import { Incoming } from './packs/incoming.ts';
import { PackedRefs } from './refs/packed-refs.ts';
import { PINS, Pins } from './refs/pins.ts';
import type { RefStore } from './refs/refs.ts';
import { RepositoryRefs } from './refs/repository-refs.ts';
import { Maintenance } from './upkeep/maintenance.ts';
import { repairLeft, repairRepository } from './upkeep/repository-repair.ts';

/** Created first. It identifies a repository whose creation was interrupted. */
const OWN_FOLDER = 'treebox';

/** Content of a HEAD by which git recognizes a repository. */
const HEAD = new RegExp(`^(?:ref: *refs/|${OID_PATTERN}\\s)`);

const FOLDERS = [
  OWN_FOLDER,
  'objects/info',
  'objects/pack',
  'refs/heads',
  'refs/tags',
  PINS,
  'treebox/incoming',
  'treebox/locks',
] as const;

/** Last line of the settings that treebox writes. Settings after it belong to the operator and are kept. */
const OWN_SETTINGS = '# Settings of your own go below this line.\n';

/** Placeholder in `CONFIG` for the fsck checks that are ignored. */
const FSCK_IGNORED = '# ignored\n';

/** The repository's settings, written again at every start. */
const CONFIG = `# Written by treebox at every start.
[core]
	repositoryformatversion = 0
	filemode = true
	bare = true
	# Every move of a label is logged, also one by a plain git push.
	logAllRefUpdates = always
	# No hook of the repository is run.
	hooksPath = /dev/null
	# How long git waits for the lock of a label, in ms; executions wait for git as long.
	filesRefLockTimeout = ${REF_LOCK_WAIT_MS}
	packedRefsTimeout = ${REF_LOCK_WAIT_MS}
[gc]
	# Entries of reflogs never expire, and git collects no garbage on its own.
	auto = 0
	reflogExpire = never
	reflogExpireUnreachable = never
[receive]
	denyNonFastForwards = true
	# A label may be deleted as over the API, also the one that HEAD names.
	denyDeleteCurrent = ignore
	autogc = false
	maxInputSize = ${PUSH_MAX_BYTES}
	# A push stays one pack instead of many loose files.
	unpackLimit = 1
[transfer]
	# What git's fsck calls unsafe does not come in.
	fsckObjects = true
	# Labels are all that others see.
	hideRefs = refs/
	hideRefs = !refs/heads/
[receive "fsck"]
	# Tools and archives fail over modes that git itself never writes.
	badFilemode = error
${FSCK_IGNORED}[uploadpack]
	allowFilter = true
[uploadpackfilter]
	# A sparse filter costs its patterns times the files.
	allow = false
[uploadpackfilter "blob:none"]
	allow = true
[uploadpackfilter "blob:limit"]
	allow = true
[uploadpackfilter "tree"]
	allow = true
[http]
	getanyfile = false
[repack]
	writeBitmaps = false
${OWN_SETTINGS}`;

export interface Repository {
  /** Absolute path of the bare repository. */
  readonly path: string;
  readonly objects: ObjectStore;
  readonly commits: CommitTrees;
  readonly incoming: Incoming;
  readonly refs: RefStore;
  readonly pins: Pins;
  readonly maintenance: Maintenance;
  readonly childLocks: ChildLocks;
  /** Sentences for the log: one for each repair at the opening, and one for each problem that the operator must solve. */
  readonly repaired: readonly string[];
  /** Ends the work in the background and closes the files. Call it last. */
  close(): Promise<void>;
}

export interface RepositoryOptions {
  /** Called with each error of background work, which will be tried again. Without it, the process emits a warning. */
  readonly onProblem?: (error: unknown) => void;
  /** Called with a sentence about each repair that happens after the opening. */
  readonly onRepair?: (what: string) => void;
  /** Called after each attempt to move a ref, with its duration in ms and whether the ref has moved. */
  readonly onRefUpdate?: (ms: number, hasMoved: boolean) => void;
  /** Names of git's fsck checks that are ignored in pushes. */
  readonly fsckIgnore?: readonly string[];
}

/**
 * Opens the repository, creates it if there is none, and repairs the damage of a crash.
 * Does not touch locks and files of running processes.
 * @param path of the bare repository, such as `<data>/snapshots.git`
 * @throws Error when `path` holds something else
 */
export function openRepository(path: string, options: RepositoryOptions = {}): Repository {
  const { onProblem = warn, onRepair = () => {}, onRefUpdate, fsckIgnore = [] } = options;
  const gitDir = resolve(path);
  const head = readTextIfPresent(join(gitDir, 'HEAD'));
  const hasHead = head !== undefined && HEAD.test(head);
  if (!hasHead) create(gitDir);
  for (const folder of FOLDERS) mkdirSync(join(gitDir, folder), { recursive: true });
  writeConfig(gitDir, fsckIgnore);

  const packed = new PackedRefs(gitDir);
  const incoming: Incoming = new Incoming(gitDir, {
    onAdopt: () => maintenance.packAdopted(),
    // The tree of a run is read for its answer. To find it on disk would take a scan of all packs (bench row `mounted run`).
    onTree: (oid, tree) => objects.written(oid, tree),
  });
  const beforeEnd: BeforeEnd = async (what, isThere, signal) => {
    for (const each of await repairLeft(gitDir, refs, what, isThere, signal)) onRepair(each);
  };
  const locks = new FileLocks(join(gitDir, 'treebox', 'locks'), incoming.folders('locks'), {
    beforeEnd,
    onEnded: (what) => onRepair(unlocked(what)),
    onProblem,
  });
  const pins = new Pins(gitDir, incoming.folder('pins'), packed, locks, onProblem);
  const childLocks = new ChildLocks(gitDir, locks, onProblem);
  const maintenance = new Maintenance(gitDir, incoming, pins, { packed, locks, childLocks }, onProblem);
  const objects = new RepositoryObjects(gitDir);
  const commits = new CommitTrees(objects);
  const refs: RepositoryRefs = new RepositoryRefs(gitDir, packed, locks, {
    publishObjects: () => incoming.publish(),
    commits,
    ...(onRefUpdate && { onUpdate: onRefUpdate }),
    // Keep the old head for `PIN_GRACE_MS`: other work may have just begun to use it.
    beforeDelete: (head) => {
      if (pins.has(head)) return;
      pins.add(head);
      pins.remove([head]);
    },
  });
  keepEmptyTree(gitDir, pins);
  const repaired = repairRepository({ gitDir, locks, childLocks, packed, refs, pins, objects });
  if (head !== undefined && !hasHead) repaired.unshift('HEAD: its file was damaged, and names main now');
  return {
    path: gitDir,
    objects,
    commits,
    incoming,
    refs,
    pins,
    maintenance,
    childLocks,
    repaired,
    async close() {
      await maintenance.close();
      await incoming.close();
      await locks.close();
      pins.close();
      childLocks.close();
      objects.close();
    },
  };
}

function warn(error: unknown): void {
  process.emitWarning(error as Error);
}

function create(gitDir: string): void {
  if (existsSync(gitDir) && !existsSync(join(gitDir, OWN_FOLDER)) && readdirSync(gitDir).length > 0) {
    throw new Error(`${gitDir} is neither empty nor a repository`);
  }
  for (const folder of FOLDERS) mkdirSync(join(gitDir, folder), { recursive: true });
  writeConfig(gitDir, []);
  // Write HEAD last, because it makes the folder a repository.
  writeIfChanged(join(gitDir, 'HEAD'), 'ref: refs/heads/main\n');
}

function writeConfig(gitDir: string, fsckIgnore: readonly string[]): void {
  const path = join(gitDir, 'config');
  const present = readTextIfPresent(path) ?? '';
  const own = present.indexOf(OWN_SETTINGS);
  const ignored = fsckIgnore.map((check) => `\t${check} = ignore\n`).join('');
  const config = CONFIG.replace(FSCK_IGNORED, () => ignored);
  writeIfChanged(path, config + (own < 0 ? '' : present.slice(own + OWN_SETTINGS.length)));
}

/** Stores and pins the empty tree. Git and treebox know it without a stored object, but `git fsck` reports it as missing. */
function keepEmptyTree(gitDir: string, pins: Pins): void {
  const object = loosePath(join(gitDir, 'objects'), EMPTY_TREE);
  // A `git gc` may have packed the object.
  if (pins.has(EMPTY_TREE) && !existsSync(object)) return;
  mkdirSync(dirname(object), { recursive: true });
  writeIfChanged(object, deflateSync('tree 0\0'));
  pins.add(EMPTY_TREE);
}

/** Replaces the file's content atomically, if it differs. */
function writeIfChanged(path: string, content: string | Buffer): void {
  const bytes = Buffer.from(content as string);
  if (existsSync(path) && readFileSync(path).equals(bytes)) return;
  replaceFile(path, bytes, 'not waited for');
}
