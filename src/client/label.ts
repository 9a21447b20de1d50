/**
 * One label: its head, its files, its moves.
 */
import { type Api, ApiError, answerOf, responseOf, type Schemas } from './api.ts';

/** Message and conditions of a write. */
export interface WriteOptions {
  /** Commit message. */
  readonly message?: string;
  /** Id of the blob that the file must have now; otherwise the write is refused with 412. */
  readonly ifMatch?: string;
  /** Refuses the write when the file exists. */
  readonly ifAbsent?: boolean;
}

export class LabelFiles {
  readonly #api: Api;
  readonly #label: string;

  constructor(api: Api, label: string) {
    this.#api = api;
    this.#label = label;
  }

  /** Reads a file as bytes. @throws ApiError with status 404 */
  async readBytes(path: string): Promise<Uint8Array> {
    return new Uint8Array(await (await this.#open(path)).arrayBuffer());
  }

  /** Reads a file as text. @throws ApiError with status 404 */
  async read(path: string): Promise<string> {
    return await (await this.#open(path)).text();
  }

  /** Writes a file as a commit on the label. */
  async write(
    path: string,
    content: string | Uint8Array,
    options: WriteOptions = {},
  ): Promise<Schemas['FsFileCommit']> {
    const { message, ifMatch, ifAbsent } = options;
    const header = {
      ...(ifMatch !== undefined && { 'If-Match': `"${ifMatch}"` }),
      ...(ifAbsent && { 'If-None-Match': '*' as const }),
    };
    const params = {
      path: { label: this.#label, path: clean(path) },
      query: message === undefined ? {} : { message },
      header,
    };
    const call = this.#api.PUT('/api/fs/labels/{label}/files/{path}', {
      params,
      body: content as never,
      bodySerializer: (body) => body as never,
      headers: { 'Content-Type': 'application/octet-stream' },
    });
    return await answerOf(call);
  }

  /** Deletes a file as a commit on the label. */
  async delete(
    path: string,
    options: Pick<WriteOptions, 'message' | 'ifMatch'> = {},
  ): Promise<Schemas['FsFileCommit']> {
    const { message, ifMatch } = options;
    const params = {
      path: { label: this.#label, path: clean(path) },
      query: message === undefined ? {} : { message },
      header: ifMatch === undefined ? {} : { 'If-Match': `"${ifMatch}"` },
    };
    return await answerOf(this.#api.DELETE('/api/fs/labels/{label}/files/{path}', { params }));
  }

  /** Lists a folder. */
  async list(path = ''): Promise<Schemas['FsTreeEntry'][]> {
    const entries: Schemas['FsTreeEntry'][] = [];
    let after: string | undefined;
    do {
      const query = after === undefined ? {} : { after };
      const params = { path: { handle: this.#label, path: clean(path) }, query };
      const page = await answerOf(this.#api.GET('/api/fs/snapshots/{handle}/tree/{path}', { params }));
      entries.push(...page.entries);
      after = page.next ?? undefined;
    } while (after !== undefined);
    return entries;
  }

  #open(path: string): Promise<Response> {
    const params = { path: { handle: this.#label, path: clean(path) } };
    return responseOf(this.#api.GET('/api/fs/snapshots/{handle}/files/{path}', { params, parseAs: 'stream' }));
  }
}

export class Label {
  readonly name: string;
  readonly files: LabelFiles;
  readonly #api: Api;

  constructor(api: Api, name: string) {
    this.#api = api;
    this.name = name;
    this.files = new LabelFiles(api, name);
  }

  get #path() {
    return { path: { label: this.name } };
  }

  /** Returns the label's head; undefined when there is no such label. */
  async head(): Promise<Schemas['FsLabel'] | undefined> {
    try {
      return await answerOf(this.#api.GET('/api/fs/labels/{label}', { params: this.#path }));
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) return undefined;
      throw error;
    }
  }

  /** Returns the label's moves, oldest first. */
  async log(limit?: number): Promise<Schemas['FsLogEntry'][]> {
    const query = limit === undefined ? {} : { limit };
    return (await answerOf(this.#api.GET('/api/fs/labels/{label}/log', { params: { ...this.#path, query } }))).log;
  }

  /** Creates the label at the commit of a handle, so that both share history. @throws ApiError with status 409 when it exists */
  async createFrom(from: string): Promise<Schemas['FsLabel']> {
    return await answerOf(this.#api.POST('/api/fs/labels', { body: { name: this.name, from } }));
  }

  /**
   * Pushes a tree if the label still has the expected head.
   * @param expected CA id of its head; undefined when it must not exist yet
   * @throws ApiError with status 409 when it has moved
   */
  async push(caId: string, expected?: string, message?: string): Promise<Schemas['FsPushResult']> {
    const body = {
      label: this.name,
      ca_id: caId,
      ...(expected !== undefined && { expected }),
      ...(message !== undefined && { message }),
    };
    return await answerOf(this.#api.POST('/api/fs/push', { body }));
  }

  /** Resets the label to a CA id from its log. */
  async reset(caId: string): Promise<Schemas['FsReset']> {
    return await answerOf(this.#api.POST('/api/fs/reset', { body: { label: this.name, ca_id: caId } }));
  }

  async delete(): Promise<void> {
    await answerOf(this.#api.DELETE('/api/fs/labels/{label}', { params: this.#path }));
  }
}

function clean(path: string): string {
  return path.replace(/^\/+/, '');
}
