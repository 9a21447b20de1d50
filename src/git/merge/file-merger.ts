/**
 * Merges two versions of a file, a symbolic link or a submodule: the mode, and the content by the rules of its type.
 */

import { TreeboxError } from '../../core/errors.ts';
import type { Oid, TreeId } from '../../core/ids.ts';
import { TEXT_MAX_BYTES } from '../../core/limits.ts';
import { typeOf } from '../format/entry-mode.ts';
import { decodeName, gitFile } from '../format/entry-name.ts';
import type { ObjectReader, ObjectWriter } from '../objects/objects.ts';
import { basename } from '../renames/directory-counts.ts';
import { type Attributes, MergeAttributes } from './attributes.ts';
import type { ConflictKind } from './conflict.ts';
import { MARKER_SIZE, type MarkerStyle } from './conflict-markers.ts';
import { type ContentMerge, mergeContents } from './merge-content.ts';
import type { ThreeTexts } from './merge-text.ts';
import { BASE, OURS, THEIRS, type Three, type Version } from './sides.ts';

/** The versions of a file in the three trees. The base may have none. */
export type FileStages = [base: Version | undefined, ours: Version, theirs: Version];

export interface MergedFile {
  readonly isClean: boolean;
  /** The version for the merged tree; for a conflict, the same version as in git. Undefined for none. */
  readonly version: Version | undefined;
  /** The kind of conflict. */
  readonly kind?: ConflictKind;
}

/** Names of the sides in markers. */
export interface SideLabels {
  readonly ours: string;
  readonly theirs: string;
}

/** Characters by which markers become longer with each level of merged bases. */
const LEVEL_MARKERS = 2;

export class FileMerger {
  readonly labels: SideLabels;
  readonly #objects: ObjectReader;
  readonly #writer: ObjectWriter;
  readonly #level: number;
  readonly #attributes: MergeAttributes;
  /** Results of earlier merges, by `keyOf`. */
  readonly #merged = new Map<string, MergedFile>();

  /**
   * @param level 0 for the requested merge; 1 and more for merges of bases, see `merge-several-bases.ts`
   * @param attributesTree tree whose `.gitattributes` are used
   */
  constructor(
    objects: ObjectReader,
    writer: ObjectWriter,
    { labels, level, attributesTree }: { labels: SideLabels; level: number; attributesTree: TreeId },
  ) {
    this.labels = labels;
    this.#objects = objects;
    this.#writer = writer;
    this.#level = level;
    this.#attributes = new MergeAttributes(objects, attributesTree);
  }

  /** True when the result is a base of another merge. */
  get isForBase(): boolean {
    return this.#level > 0;
  }

  /** Warnings about unsupported settings in `.gitattributes`, see `MergeAttributes`. */
  get warnings(): readonly string[] {
    return this.#attributes.warnings;
  }

  /**
   * Merges two versions of the same type.
   * @param path the path whose attributes are used
   * @param names the path of the file in each tree
   * @param moreMarkers additional length of markers, in characters
   */
  merge(path: string, stages: FileStages, names: Three<string>, moreMarkers = 0): MergedFile {
    const [base, ours, theirs] = stages;
    const mode = mergeModes(base?.mode, ours.mode, theirs.mode);
    const type = typeOf(ours.mode);
    if (ours.oid === theirs.oid || ours.oid === base?.oid) return withMode(mode, theirs.oid);
    if (theirs.oid === base?.oid) return withMode(mode, ours.oid);
    if (type === 'symlink') return { isClean: false, version: this.isForBase ? base : ours, kind: 'symlink' };
    if (type === 'submodule') {
      const left = this.isForBase ? base && { mode: mode.mode, oid: base.oid } : { mode: mode.mode, oid: ours.oid };
      return { isClean: false, version: left, kind: 'binary' };
    }
    const key = keyOf(path, stages, names, moreMarkers);
    let content = this.#merged.get(key);
    if (content === undefined) {
      content = this.#mergeContent(path, stages, names, moreMarkers);
      this.#merged.set(key, content);
    }
    const version = content.version && { ...content.version, mode: mode.mode };
    if (content.isClean && !mode.isClean) return { isClean: false, version, kind: 'mode' };
    return { ...content, version };
  }

  /** Stores the result of a file that isomorphic-git has merged. */
  takeOver(path: string, stages: FileStages, names: Three<string>, version: Version): void {
    this.#merged.set(keyOf(path, stages, names, 0), { isClean: true, version });
  }

  /** Merges the contents again, for a report. Returns undefined when a content is too large. */
  show(path: string, stages: FileStages): { readonly texts: ThreeTexts; readonly merge: ContentMerge } | undefined {
    const texts = this.#read(stages);
    return texts && { texts, merge: mergeContents(path, texts, this.#attributes.of(path)) };
  }

  /** Returns the style of conflict markers for a file with these names. */
  style(path: string, names: Three<string>, moreMarkers = 0): MarkerStyle {
    const isOne = names[BASE] === names[OURS] && names[BASE] === names[THEIRS];
    const label = (side: string, name: string) => (isOne ? side : `${side}:${Buffer.from(name, 'latin1').toString()}`);
    return {
      labels: { ours: label(this.labels.ours, names[OURS]), theirs: label(this.labels.theirs, names[THEIRS]) },
      size: (this.#attributes.of(path).markerSize ?? MARKER_SIZE) + moreMarkers + LEVEL_MARKERS * this.#level,
    };
  }

  #mergeContent(path: string, stages: FileStages, names: Three<string>, moreMarkers: number): MergedFile {
    const [base, ours] = stages;
    const texts = this.#read(stages);
    const attributes: Attributes = this.#attributes.of(path);
    const merge: ContentMerge = texts ? mergeContents(path, texts, attributes) : { clean: false, kind: 'binary' };
    const blob = (content: Buffer): Version => ({ mode: ours.mode, oid: this.#writer.write('blob', content) });
    if (merge.clean) return { isClean: true, version: blob(merge.content) };
    if (merge.kind === 'text' && isGitModules(path)) return { isClean: false, kind: 'text', version: ours };
    if (merge.kind === 'text') {
      return { isClean: false, kind: 'text', version: blob(merge.markers(this.style(path, names, moreMarkers))) };
    }
    if (!this.isForBase) return { isClean: false, kind: 'binary', version: ours };
    const kept =
      base !== undefined && typeOf(base.mode) === 'file' ? { ...base, mode: ours.mode } : blob(Buffer.alloc(0));
    return { isClean: true, version: kept };
  }

  /** Reads the three contents. Returns undefined, without reading it, when one is larger than `TEXT_MAX_BYTES`. */
  #read([base, ours, theirs]: FileStages): ThreeTexts | undefined {
    const start = base !== undefined && typeOf(base.mode) === 'file' ? base.oid : undefined;
    const contents: Buffer[] = [];
    for (const oid of [start, ours.oid, theirs.oid]) {
      if (oid !== undefined && (this.#objects.stat(oid)?.size ?? 0) > TEXT_MAX_BYTES) return undefined;
      contents.push(oid === undefined ? Buffer.alloc(0) : readBlob(this.#objects, oid));
    }
    const [baseContent, ourContent, theirContent] = contents as [Buffer, Buffer, Buffer];
    return { base: baseContent, ours: ourContent, theirs: theirContent };
  }
}

/** Returns whether a path is a `.gitmodules`. It never gets conflict markers, because git reads it and would warn. */
function isGitModules(path: string): boolean {
  return gitFile(decodeName(Buffer.from(basename(path), 'latin1'))) === '.gitmodules';
}

function keyOf(path: string, stages: FileStages, names: Three<string>, moreMarkers: number): string {
  return [path, ...stages.map((stage) => stage?.oid), ...names, moreMarkers].join('\0');
}

interface MergedMode {
  readonly isClean: boolean;
  readonly mode: string;
}

function mergeModes(base: string | undefined, ours: string, theirs: string): MergedMode {
  if (ours === theirs || ours === base) return { isClean: true, mode: theirs };
  return { isClean: theirs === base, mode: ours };
}

function withMode({ isClean, mode }: MergedMode, oid: Oid): MergedFile {
  const version = { mode, oid };
  return isClean ? { isClean, version } : { isClean, version, kind: 'mode' };
}

function readBlob(objects: ObjectReader, oid: Oid): Buffer {
  const object = objects.read(oid);
  if (object?.type === 'blob') return object.data;
  throw new TreeboxError('unknown_snapshot', `blob ${oid} of a snapshot to be merged is missing`);
}
