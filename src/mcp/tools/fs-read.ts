/**
 * `fs_read`: a folder's entries, a file's lines, or an image.
 */
import { type Api, ApiError, answerOf, responseOf, type Schemas } from '../../client/api.ts';
import { IMAGE_MAX_BYTES, IMAGE_TYPE } from '../present.ts';
import { count, nextCall } from '../text.ts';
import { type Tool, type ToolAnswer, textAnswer } from '../tool.ts';

interface ReadArguments {
  readonly fs: string;
  readonly path?: string;
  readonly lines?: string;
  readonly if_oid?: string;
}

/** Entries of a folder and lines of a file in one answer. */
const ENTRIES_MAX = 500;
const LINES_MAX = 400;
/** Characters of text in one answer, and bytes of a file in which a NUL means that it is binary, as for git. */
const TEXT_MAX_CHARS = 20_000;
const SNIFFED_BYTES = 8_000;

export const fsRead: Tool<ReadArguments> = {
  name: 'fs_read',
  description: 'Reads a tree: the entries of a folder, the numbered lines of a file, or an image.',
  inputSchema: {
    type: 'object',
    properties: {
      fs: { type: 'string', description: 'A label, CA id, commit, label@{n} or label~n.' },
      path: { type: 'string', description: 'Default: the root folder.' },
      lines: { type: 'string', description: 'A range such as 40-80. Default: from the start.' },
      if_oid: { type: 'string', description: 'oid that you have; the answer is "unchanged" if the file still has it.' },
    },
    required: ['fs'],
  },
  annotations: { readOnlyHint: true, openWorldHint: false },
  async call({ fs, path = '', lines, if_oid }, { api }) {
    const clean = path.replace(/^\/+|\/+$/g, '');
    if (clean === '') return await readFolder(api, fs, '');
    const file = await openFile(api, fs, clean);
    if (file === undefined) return await readFolder(api, fs, clean);
    return await readFile(api, { fs, path: clean, lines, if_oid, ...file });
  },
};

interface OpenFile {
  readonly oid: string;
  readonly size: number;
  readonly type: string;
  readonly isBinary: boolean;
}

/** Reads the beginning of a file. Returns undefined when the path is a folder. */
async function openFile(api: Api, handle: string, path: string): Promise<OpenFile | undefined> {
  const params = { path: { handle, path } };
  const headers = { Range: `bytes=0-${SNIFFED_BYTES - 1}` };
  try {
    const response = await responseOf(
      api.GET('/api/fs/snapshots/{handle}/files/{path}', { params, headers, parseAs: 'stream' }),
    );
    const start = Buffer.from(await response.arrayBuffer());
    return describeFile(response, start);
  } catch (error) {
    if (error instanceof ApiError && error.status === 416) {
      const response = await responseOf(
        api.GET('/api/fs/snapshots/{handle}/files/{path}', { params, parseAs: 'stream' }),
      );
      return describeFile(response, Buffer.from(await response.arrayBuffer()));
    }
    if (error instanceof ApiError && error.status === 404 && (await isFolder(api, handle, path))) return undefined;
    throw error;
  }
}

function describeFile(response: Response, start: Buffer): OpenFile {
  const range = response.headers.get('content-range');
  return {
    oid: (response.headers.get('etag') ?? '').replaceAll('"', ''),
    size: Number(range?.split('/')[1] ?? start.length),
    type: (response.headers.get('content-type') ?? '').split(';', 1)[0] as string,
    isBinary: start.includes(0),
  };
}

async function isFolder(api: Api, handle: string, path: string): Promise<boolean> {
  const query = { limit: 1 };
  const { response } = await api.GET('/api/fs/snapshots/{handle}/tree/{path}', {
    params: { path: { handle, path }, query },
  });
  return response.ok;
}

async function readFolder(api: Api, handle: string, path: string): Promise<ToolAnswer> {
  const query = { limit: ENTRIES_MAX };
  const folder = await answerOf(
    api.GET('/api/fs/snapshots/{handle}/tree/{path}', { params: { path: { handle, path }, query } }),
  );
  const lines = folder.entries.map(entryLine);
  const rest = folder.next ? [`… more: fs_search, or run_js with fs.readdir('/${path}')`] : [];
  return textAnswer(
    [
      `/${path} in ${folder.ca_id}: ${count(lines.length, 'entry').replace('entrys', 'entries')}`,
      ...lines,
      ...rest,
    ].join('\n'),
  );
}

function entryLine({ name, type, mode, size }: Schemas['FsTreeEntry']): string {
  if (type === 'tree') return `${name}/`;
  const marks = `${type === 'symlink' ? ' (symlink)' : ''}${mode === '100755' ? ' (executable)' : ''}`;
  return `${name}  ${size ?? 0}${marks}`;
}

interface Reading extends OpenFile {
  readonly fs: string;
  readonly path: string;
  readonly lines?: string | undefined;
  readonly if_oid?: string | undefined;
}

async function readFile(api: Api, file: Reading): Promise<ToolAnswer> {
  const { fs, path, oid, size, type, isBinary } = file;
  if (file.if_oid === oid) return textAnswer(`unchanged: ${path}, oid ${oid}`);
  const head = `${path}, oid ${oid}, ${size} bytes`;
  if (IMAGE_TYPE.test(type) && size <= IMAGE_MAX_BYTES) {
    const response = await responseOf(
      api.GET('/api/fs/snapshots/{handle}/files/{path}', { params: { path: { handle: fs, path } }, parseAs: 'stream' }),
    );
    const data = Buffer.from(await response.arrayBuffer()).toString('base64');
    return {
      content: [
        { type: 'text', text: head },
        { type: 'image', data, mimeType: type },
      ],
    };
  }
  if (isBinary) {
    const code = `const b = await fs.readFile(${JSON.stringify(`/${path}`)}); b.subarray(0, 100).toString('hex')`;
    return textAnswer(`${head}, binary (${type})\n${nextCall('run_js', { fs, code })}`);
  }
  return await readLines(api, file, head);
}

async function readLines(api: Api, { fs, path, lines = `1-${LINES_MAX}` }: Reading, head: string): Promise<ToolAnswer> {
  const params = { path: { handle: fs, path }, query: { lines, numbers: true } };
  const response = await responseOf(api.GET('/api/fs/snapshots/{handle}/files/{path}', { params, parseAs: 'stream' }));
  const text = await response.text();
  const total = Number(response.headers.get('treebox-total-lines') ?? 0);
  const shown = cutLines(text, TEXT_MAX_CHARS);
  const first = Number(/^\s*(\d+)/.exec(shown)?.[1] ?? 0);
  const nextLine = first + shown.split('\n').length - (shown.endsWith('\n') ? 1 : 0);
  const isCut = shown.length < text.length;
  const next = isCut ? `${nextLine}-${nextLine + LINES_MAX - 1}` : response.headers.get('treebox-next-lines');
  const rest = next === null ? '' : `\n${nextCall('fs_read', { fs, path, lines: next })}`;
  return textAnswer(`${head}, ${count(total, 'line')}\n${shown}${rest}`);
}

/** Cuts a text after the last whole line that fits. A single line that does not fit is cut inside. */
function cutLines(text: string, max: number): string {
  if (text.length <= max) return text;
  const end = text.lastIndexOf('\n', max);
  return end < 0 ? text.slice(0, max) : text.slice(0, end + 1);
}
