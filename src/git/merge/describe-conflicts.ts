/**
 * Describes the conflicts of a merge for the report, sorted by path.
 *
 * It merges the contents again. So at most one file's markers are in memory in addition to the reported ones. If there is not
 * enough room for all texts, the order of the paths decides which are reported.
 */
import { CONFLICT_TEXT_MAX } from '../../core/limits.ts';
import type { Conflict, ConflictPaths } from './conflict.ts';
import type { FileMerger, FileStages } from './file-merger.ts';
import { contentDiff } from './merge-content.ts';
import type { PathConflict } from './settle-paths.ts';
import { BASE, OURS, THEIRS } from './sides.ts';

export function describeConflicts(conflicts: readonly PathConflict[], merger: FileMerger): Conflict[] {
  let left = CONFLICT_TEXT_MAX;
  return conflicts
    .toSorted((one, other) => (one.path < other.path ? -1 : one.path > other.path ? 1 : 0))
    .map((conflict): Conflict => {
      const texts = conflict.kind === 'text' ? describeText(conflict, merger, left) : NO_TEXTS;
      for (const text of Object.values(texts)) left -= text?.length ?? 0;
      const { path, stages, kind } = conflict;
      const paths = namesOf(conflict);
      return {
        path: shown(path),
        ...(paths && { paths }),
        base: stages[BASE]?.oid ?? null,
        ours: stages[OURS]?.oid ?? null,
        theirs: stages[THEIRS]?.oid ?? null,
        kind,
        ...texts,
      };
    });
}

type Texts = Pick<Conflict, 'markers' | 'diffOurs' | 'diffTheirs'>;

const NO_TEXTS: Texts = { markers: null, diffOurs: null, diffTheirs: null };

/** Returns markers and diffs. Those that would exceed `maxBytes` together are null. */
function describeText({ path, stages, names }: PathConflict, merger: FileMerger, maxBytes: number): Texts {
  const content = merger.show(path, stages as FileStages);
  if (content === undefined || content.merge.clean || content.merge.kind !== 'text') return NO_TEXTS;
  const style = merger.style(path, names);
  const isOne = names.every((name) => name === names[BASE]);
  const base = isOne ? 'base' : `base:${shown(names[BASE])}`;
  const markers = content.merge.markers({ ...style, labels: { ...style.labels, base } });
  let left = maxBytes - markers.length;
  if (left < 0) return NO_TEXTS;
  const pathBytes = Buffer.from(path, 'latin1');
  const before = stages[BASE] === undefined ? null : content.texts.base;
  const ours = contentDiff(pathBytes, before, content.texts.ours, left);
  left -= ours?.length ?? 0;
  return {
    markers: markers.toString(),
    diffOurs: ours,
    diffTheirs: contentDiff(pathBytes, before, content.texts.theirs, left),
  };
}

/** Returns the paths in the three trees; undefined if all are equal to the path of the conflict. */
function namesOf({ path, names, stages, kind }: PathConflict): ConflictPaths | undefined {
  if (names.every((name) => name === path)) return undefined;
  // For `rename/rename`, show all three names, even though the stages at each path have only some of them.
  const at = (tree: 0 | 1 | 2) => (kind === 'rename/rename' || stages[tree] !== undefined ? shown(names[tree]) : null);
  return { base: at(BASE), ours: at(OURS), theirs: at(THEIRS) };
}

function shown(path: string): string {
  return Buffer.from(path, 'latin1').toString();
}
