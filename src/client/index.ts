/**
 * Exports of `treebox/client`.
 */
export { type Api, ApiError, type Schemas, Unreachable } from './api.ts';
export { Label, LabelFiles, type WriteOptions } from './label.ts';
export { type ExecutionInfo, type PushOptions, type Run, RunFailed, type RunOptions } from './run.ts';
export {
  type ExecutionEvent,
  type LabelEvent,
  type MergeOptions,
  Treebox,
  type TreeboxEvent,
  type TreeboxOptions,
} from './treebox.ts';
