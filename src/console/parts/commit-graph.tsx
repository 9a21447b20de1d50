/**
 * A history as a graph with merges, newest commit first.
 */
import { useMemo } from 'preact/hooks';
import { address } from '../address.ts';
import type { Schemas } from '../api.ts';
import { type GraphRow, layOut } from './graph-lanes.ts';
import { type Paged, PagedList } from './paged-list.tsx';
import { Empty, Oid, short, Time } from './small.tsx';

type Commit = Schemas['FsCommit'];

const ROW_PX = 48;
const LANE_PX = 16;
const DOT_PX = 4;
/** Most lanes that are drawn; further lanes are cut off at the right. */
const LANES_MAX = 12;
const COLOURS = 6;

interface Place {
  readonly commit: Commit;
  readonly row: GraphRow;
}

/** @param label the label that has this history */
export function CommitGraph({ history, label }: { history: Paged<Commit>; label: string }) {
  const { pages } = history;
  const places = useMemo(() => {
    const commits = pages.flatMap(({ rows }) => rows);
    const rows = layOut(commits);
    return commits.map((commit, at): Place => ({ commit, row: rows[at] as GraphRow }));
  }, [pages]);
  const lanes = places.reduce((most, { row }) => Math.max(most, row.width), 1);
  const width = (Math.min(lanes, LANES_MAX) + 1) * LANE_PX;
  return (
    <PagedList
      of={{ ...history, rows: places }}
      label="History"
      rowHeight={ROW_PX}
      row={({ commit, row }) => <CommitRow key={commit.commit} commit={commit} row={row} width={width} label={label} />}
      empty={<Empty>There are no commits.</Empty>}
    />
  );
}

interface CommitRowProps extends Place {
  readonly width: number;
  readonly label: string;
}

function CommitRow({ commit, row, width, label }: CommitRowProps) {
  return (
    <div class="row" style={{ height: `${ROW_PX}px` }}>
      <svg width={width} height={ROW_PX} aria-hidden="true" class="lanes">
        {row.lines.map((line, at) => (
          <path key={at} d={pathOf(line)} class={`lane-${Math.max(line.from, line.to) % COLOURS}`} />
        ))}
        <circle cx={x(row.lane)} cy={ROW_PX / 2} r={DOT_PX} class={`lane-${row.lane % COLOURS}`} />
      </svg>
      <span class="grow two-lines">
        <a class="message" href={address.commit(commit.commit, label)}>
          {commit.message.split('\n', 1)[0] || '(no message)'}
        </a>
        <span class="quiet">
          {commit.author.name} <Time at={commit.time} />
          {commit.parents.length > 1 && ' · merge'}
        </span>
      </span>
      <Oid id={commit.commit} href={address.commit(commit.commit, label)} />
      <a href={address.files(commit.commit)} aria-label={`Files of ${short(commit.commit)}`}>
        Files
      </a>
    </div>
  );
}

function x(lane: number): number {
  return LANE_PX * (lane + 0.75);
}

function pathOf({ from, to, part }: GraphRow['lines'][number]): string {
  const [top, middle, bottom] = [0, ROW_PX / 2, ROW_PX];
  const [start, end] = part === 'upper' ? [top, middle] : part === 'lower' ? [middle, bottom] : [top, bottom];
  const bend = (start + end) / 2;
  return `M${x(from)},${start} C${x(from)},${bend} ${x(to)},${bend} ${x(to)},${end}`;
}
