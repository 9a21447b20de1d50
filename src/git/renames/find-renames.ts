/**
 * Finds renames among deleted and added files, as git does (`diffcore_rename`): first by equal content, then by equal base name
 * and sufficient similarity, then by the highest similarity. It detects no broken pairs and no copies.
 *
 * It always chooses the same pairs as git, even among several equally good ones. The last step compares each source with each
 * target. Above a limit it is skipped, as in git.
 * @see gitdiffcore(7)
 */

import type { Oid } from '../../core/ids.ts';
import { TEXT_MAX_BYTES } from '../../core/limits.ts';
import { typeOf } from '../format/entry-mode.ts';
import type { ObjectReader } from '../objects/objects.ts';
import { basename, DirectoryCounts, dirname, type FolderTargets, type RemovedFolders } from './directory-counts.ts';
import { hashOrder } from './hash-order.ts';
import {
  canBeSimilar,
  type Fingerprint,
  fingerprint,
  RENAME_SIMILARITY,
  SIMILARITY_MAX,
  similarity,
} from './similarity.ts';

/** A deleted or added file. */
export interface RenameFile {
  /** Full path, its bytes as latin-1. */
  readonly path: string;
  readonly mode: string;
  readonly oid: Oid;
}

/** Why a merge needs the target of a source. */
export const SOURCE = {
  /** The other side changed its content. */
  content: 1,
  /** Its folder may have been renamed. */
  location: 2,
} as const;

/** The renames that a merge needs. Similarity is not computed for other sources. */
export interface RenameRelevance {
  readonly sources: ReadonlyMap<string, number>;
  readonly removedFolders: RemovedFolders;
}

export interface RenameRequest {
  /** Sources in git's order, because the first of several equally good ones is chosen. Targets are in git's order too. */
  readonly sources: readonly RenameFile[];
  readonly targets: readonly RenameFile[];
  /** Similarity is not computed if the number of remaining pairs exceeds the square of this number. */
  readonly limit: number;
  /** True when empty files can be renamed. */
  readonly withEmpty: boolean;
  readonly relevance?: RenameRelevance;
}

export interface Rename {
  readonly source: RenameFile;
  /** From `RENAME_SIMILARITY` to `SIMILARITY_MAX`. */
  readonly similarity: number;
}

export interface FoundRenames {
  /** The source of each renamed file, by the path of its target. */
  readonly byTarget: ReadonlyMap<string, Rename>;
  /** The targets of the files of each removed folder that the merge needs. */
  readonly folders: ReadonlyMap<string, FolderTargets>;
}

const EMPTY_BLOB = 'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391';
/** Maximum number of sources with equal content that are searched for one with the same base name. */
const EQUAL_FILES_MAX = 100;
/** Number of best sources that are kept for each target in the last step. */
const CANDIDATES = 4;
/** Minimum similarity for the step by base name: half way between `RENAME_SIMILARITY` and equality. */
const BASENAME_SIMILARITY = (RENAME_SIMILARITY + SIMILARITY_MAX) / 2;

export function findRenames(objects: ObjectReader, request: RenameRequest): FoundRenames {
  return new RenameSearch(objects, request).run();
}

/** A possible rename, with its similarity. */
interface Candidate {
  readonly source: RenameFile;
  readonly target: RenameFile;
  readonly similarity: number;
  readonly sameName: boolean;
}

class RenameSearch {
  readonly #files: FileComparer;
  readonly #limit: number;
  readonly #relevance: RenameRelevance | undefined;
  readonly #counts: DirectoryCounts;
  readonly #targets: readonly RenameFile[];
  readonly #byTarget = new Map<string, Rename>();
  readonly #used = new Set<RenameFile>();
  /** Sources without a target so far. */
  #sources: readonly RenameFile[];

  constructor(objects: ObjectReader, { sources, targets, limit, withEmpty, relevance }: RenameRequest) {
    const counts = (file: RenameFile) => withEmpty || file.oid !== EMPTY_BLOB;
    this.#files = new FileComparer(objects);
    this.#limit = limit;
    this.#relevance = relevance;
    this.#counts = new DirectoryCounts(relevance?.removedFolders ?? new Map());
    this.#sources = sources.filter(counts);
    this.#targets = targets.filter(counts);
  }

  run(): FoundRenames {
    if (this.#sources.length > 0 && this.#targets.length > 0) {
      this.#findEqual();
      this.#dropUsed();
      this.#findByBasename();
      this.#dropUsed();
      this.#dropIrrelevant();
      this.#findSimilar();
    }
    return { byTarget: this.#byTarget, folders: this.#counts.relevant() };
  }

  #findEqual(): void {
    const byOid = Map.groupBy(this.#sources, ({ oid }) => oid);
    for (const target of this.#targets) {
      let best: RenameFile | undefined;
      let bestHasName = false;
      let left = EQUAL_FILES_MAX;
      for (const source of byOid.get(target.oid) ?? []) {
        const areFiles = typeOf(source.mode) === 'file' && typeOf(target.mode) === 'file';
        if (this.#used.has(source) || (!areFiles && source.mode !== target.mode)) continue;
        const hasName = basename(source.path) === basename(target.path);
        if (best === undefined || (hasName && !bestHasName)) {
          best = source;
          bestHasName = hasName;
        }
        left -= 1;
        if (bestHasName || left === 0) break;
      }
      if (best !== undefined) this.#record(best, target, SIMILARITY_MAX);
    }
    for (const target of this.#targets) {
      const rename = this.#byTarget.get(target.path);
      if (rename !== undefined) this.#counts.add(rename.source.path, target.path);
    }
  }

  #findByBasename(): void {
    const open = this.#openTargets();
    const sourceByName = uniqueByName(this.#sources);
    const targetByName = uniqueByName(open);
    const targetByPath = new Map(open.map((target) => [target.path, target]));
    const guesses = this.#counts.guesses(hashOrder);
    for (const source of this.#sources) {
      if (this.#relevance && !this.#relevance.sources.has(source.path)) continue;
      const name = basename(source.path);
      if (!targetByName.has(name)) continue;
      let target = sourceByName.get(name) === undefined ? undefined : targetByName.get(name);
      const guess = guesses.get(dirname(source.path));
      if (target === undefined && guess !== undefined) target = targetByPath.get(`${guess}/${name}`);
      if (target === undefined || this.#byTarget.has(target.path)) continue;
      const alike = this.#files.compare(source, target, BASENAME_SIMILARITY);
      if (alike < BASENAME_SIMILARITY) continue;
      this.#record(source, target, alike);
      this.#counts.add(source.path, target.path);
    }
  }

  /** Drops sources whose target the merge does not need, and sources that can no longer change the target of a folder. */
  #dropIrrelevant(): void {
    const relevance = this.#relevance;
    if (!relevance) return;
    const wanted = this.#sources.filter(({ path }) => relevance.sources.has(path));
    this.#counts.settleEarly(wanted.map(({ path }) => path));
    this.#sources = wanted.filter(
      ({ path }) => relevance.sources.get(path) !== SOURCE.location || this.#counts.isNeeded(path),
    );
  }

  #findSimilar(): void {
    const targets = this.#openTargets();
    if (targets.length * this.#sources.length > this.#limit ** 2) return;
    const candidates = targets.flatMap((target) => this.#bestSources(target));
    candidates.sort(compareCandidates);
    for (const { source, target, similarity: alike } of candidates) {
      if (alike < RENAME_SIMILARITY) break;
      if (this.#byTarget.has(target.path) || this.#used.has(source)) continue;
      this.#record(source, target, alike);
      this.#counts.add(source.path, target.path);
    }
  }

  /** Returns the best sources for a target, in the same (arbitrary) order as git. */
  #bestSources(target: RenameFile): Candidate[] {
    const best: Candidate[] = [];
    for (const source of this.#sources) {
      const alike = this.#files.compare(source, target, RENAME_SIMILARITY);
      const sameName = basename(source.path) === basename(target.path);
      const candidate = { source, target, similarity: alike, sameName };
      if (best.length < CANDIDATES) {
        best.push(candidate);
        continue;
      }
      let worst = 0;
      for (let at = 1; at < CANDIDATES; at += 1) {
        if (compareCandidates(best[at] as Candidate, best[worst] as Candidate) > 0) worst = at;
      }
      if (compareCandidates(best[worst] as Candidate, candidate) > 0) best[worst] = candidate;
    }
    return best;
  }

  #openTargets(): RenameFile[] {
    return this.#targets.filter(({ path }) => !this.#byTarget.has(path));
  }

  #record(source: RenameFile, target: RenameFile, alike: number): void {
    this.#byTarget.set(target.path, { source, similarity: alike });
    this.#used.add(source);
  }

  #dropUsed(): void {
    this.#sources = this.#sources.filter((source) => !this.#used.has(source));
  }
}

/** Sorts better candidates first. */
function compareCandidates(one: Candidate, other: Candidate): number {
  return other.similarity - one.similarity || Number(other.sameName) - Number(one.sameName);
}

/** Returns the file of each base name; undefined for a name that several files have. */
function uniqueByName(files: readonly RenameFile[]): Map<string, RenameFile | undefined> {
  const byName = new Map<string, RenameFile | undefined>();
  for (const file of files) {
    const name = basename(file.path);
    byName.set(name, byName.has(name) ? undefined : file);
  }
  return byName;
}

/** Compares the contents of files, and reads each content only once. */
class FileComparer {
  readonly #objects: ObjectReader;
  readonly #sizes = new Map<Oid, number>();
  readonly #fingerprints = new Map<Oid, Fingerprint | undefined>();

  constructor(objects: ObjectReader) {
    this.#objects = objects;
  }

  /** Returns the similarity of two files; 0 unless both are regular files, and 0 when it can't reach `least`. */
  compare(source: RenameFile, target: RenameFile, least: number): number {
    if (typeOf(source.mode) !== 'file' || typeOf(target.mode) !== 'file') return 0;
    const sizes = [this.#sizeOf(source.oid), this.#sizeOf(target.oid)] as const;
    if (Math.max(...sizes) > TEXT_MAX_BYTES || !canBeSimilar(...sizes, least)) return 0;
    const [one, other] = [this.#fingerprintOf(source.oid), this.#fingerprintOf(target.oid)];
    return one === undefined || other === undefined ? 0 : similarity(one, other);
  }

  #sizeOf(oid: Oid): number {
    let size = this.#sizes.get(oid);
    if (size === undefined) {
      size = this.#objects.stat(oid)?.size ?? 0;
      this.#sizes.set(oid, size);
    }
    return size;
  }

  #fingerprintOf(oid: Oid): Fingerprint | undefined {
    if (!this.#fingerprints.has(oid)) {
      const object = this.#objects.read(oid);
      this.#fingerprints.set(oid, object?.type === 'blob' ? fingerprint(object.data) : undefined);
    }
    return this.#fingerprints.get(oid);
  }
}
