/**
 * `fs_push`: moves, creates, resets or deletes a label.
 */
import { ApiError, answerOf, type Schemas } from '../../client/api.ts';
import { nextCall } from '../text.ts';
import { BadArguments, type Tool, type ToolAnswer, type ToolContext, textAnswer } from '../tool.ts';

interface PushArguments {
  readonly op?: 'push' | 'create' | 'reset' | 'delete';
  readonly label: string;
  readonly ca_id?: string;
  readonly from?: string;
  readonly expected?: string;
  readonly message?: string;
}

export const fsPush: Tool<PushArguments> = {
  name: 'fs_push',
  description:
    'Moves a label. push: to ca_id, if the label still has expected (without expected, the label must be new). create: a new label at the commit of from, so that both share history. reset: back to a ca_id that the label had. delete: removes the label.',
  inputSchema: {
    type: 'object',
    properties: {
      op: { type: 'string', enum: ['push', 'create', 'reset', 'delete'], description: 'Default push.' },
      label: { type: 'string' },
      ca_id: { type: 'string', description: 'For push and reset.' },
      from: { type: 'string', description: 'For create: a label, CA id, commit, label@{n} or label~n.' },
      expected: { type: 'string', description: 'CA id that the label must have.' },
      message: { type: 'string' },
    },
    required: ['label'],
  },
  annotations: { readOnlyHint: false, destructiveHint: true, openWorldHint: false },
  async call(args, context) {
    switch (args.op ?? 'push') {
      case 'create':
        return await create(args, context);
      case 'reset':
        return await reset(args, context);
      case 'delete':
        return await remove(args, context);
      default:
        return await push(args, context);
    }
  },
};

function needed(args: PushArguments, name: 'ca_id' | 'from'): string {
  const value = args[name];
  if (value === undefined) throw new BadArguments(`fs_push with op "${args.op ?? 'push'}" needs "${name}"`);
  return value;
}

async function push(args: PushArguments, { api }: ToolContext): Promise<ToolAnswer> {
  const { label, expected, message } = args;
  const body = {
    label,
    ca_id: needed(args, 'ca_id'),
    ...(expected !== undefined && { expected }),
    ...(message !== undefined && { message }),
  };
  try {
    const moved = (await answerOf(api.POST('/api/fs/push', { body }))) as Schemas['FsPushResult'];
    return textAnswer(`advanced: ${label} is at ${moved.ca_id}, commit ${moved.commit}`);
  } catch (error) {
    if (!(error instanceof ApiError && error.status === 409 && error.body.status === 'rejected')) throw error;
    return textAnswer(rejection(args, error.body.current as string | null), true);
  }
}

function rejection({ label, ca_id, expected }: PushArguments, current: string | null): string {
  if (current === null) return `rejected: ${label} does not exist; leave expected out to create it`;
  const merge = nextCall('fs_merge', { ours: ca_id, theirs: label, push: label });
  const why = expected === undefined ? 'exists already' : `is not at ${expected} any more`;
  return `rejected: ${label} ${why}; it is at ${current}\n${merge}`;
}

async function create(args: PushArguments, { api }: ToolContext): Promise<ToolAnswer> {
  const { label } = args;
  const body = { name: label, from: needed(args, 'from') };
  const made = await answerOf(api.POST('/api/fs/labels', { body }));
  return textAnswer(`created: ${label} is at ${made.ca_id}`);
}

async function reset(args: PushArguments, { api }: ToolContext): Promise<ToolAnswer> {
  const { label, message } = args;
  const body = { label, ca_id: needed(args, 'ca_id'), ...(message !== undefined && { message }) };
  const moved = await answerOf(api.POST('/api/fs/reset', { body }));
  return textAnswer(`reset: ${label} is at ${moved.ca_id}`);
}

async function remove({ label }: PushArguments, { api }: ToolContext): Promise<ToolAnswer> {
  const gone = await answerOf(api.DELETE('/api/fs/labels/{label}', { params: { path: { label } } }));
  return textAnswer(`deleted: ${label} was at ${gone.ca_id}`);
}
