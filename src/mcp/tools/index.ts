/**
 * The tools in the order in which clients see them.
 */
import type { Tool } from '../tool.ts';
import { getArtifact } from './compat/get-artifact.ts';
import { COMPAT_TOOLS } from './compat/index.ts';
import { fsDiff } from './fs-diff.ts';
import { fsEdit } from './fs-edit.ts';
import { fsLabels } from './fs-labels.ts';
import { fsMerge } from './fs-merge.ts';
import { fsPush } from './fs-push.ts';
import { fsRead } from './fs-read.ts';
import { fsSearch } from './fs-search.ts';
import { getExecution } from './get-execution.ts';
import { listExecutions } from './list-executions.ts';
import { runJs } from './run-js.ts';

export const TOOLS = [
  runJs,
  getExecution,
  listExecutions,
  fsRead,
  fsSearch,
  fsEdit,
  fsDiff,
  fsLabels,
  fsPush,
  fsMerge,
] as readonly Tool[];

/** All tools, including those with the names of an older interface. */
export const ALL_TOOLS: readonly Tool[] = [...TOOLS, ...COMPAT_TOOLS, getArtifact as Tool];
