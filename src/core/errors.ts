/**
 * The only error class that users see, and the closed catalog of its codes.
 *
 * A message says what was attempted or given, what is wrong with it, and how to correct it; it names no path of the
 * server and no internals. `src/http/errors.ts` alone turns a `TreeboxError` into a response.
 */

/** Every code with the HTTP status that it answers with. */
export const ERROR_STATUS = {
  bad_request: 400,
  bad_json: 400,
  bad_handle: 400,
  bad_label: 400,
  bad_message: 400,
  bad_edit: 400,
  bad_setting: 400,
  unknown_snapshot: 400,
  unknown_heap: 400,
  not_logged: 400,
  not_running: 400,
  unauthorized: 401,
  other_origin: 403,
  not_found: 404,
  unknown_execution: 404,
  unknown_label: 404,
  method_not_allowed: 405,
  request_timeout: 408,
  label_clash: 409,
  label_moved: 409,
  session_exists: 409,
  idempotency_mismatch: 409,
  expired: 410,
  precondition_failed: 412,
  too_large: 413,
  unsupported_media_type: 415,
  range_not_satisfiable: 416,
  headers_too_large: 431,
  internal: 500,
  records_damaged: 500,
  queue_full: 503,
  busy: 503,
  stopping: 503,
  disk_failed: 503,
  disk_full: 507,
} as const;

/** A key of the catalog, sent as `code` beside `error`. */
export type ErrorCode = keyof typeof ERROR_STATUS;

/** A refused request. The message is meant for the caller. */
export class TreeboxError extends Error {
  override readonly name = 'TreeboxError';
  readonly code: ErrorCode;
  /** Further fields of the response body, such as `expired_at`. */
  readonly data: Readonly<Record<string, unknown>>;

  /**
   * @param code key of the catalog
   * @param message one line: what is wrong, and how to correct it
   * @param options `data` goes into the body; `cause` stays in the log
   */
  constructor(code: ErrorCode, message: string, options: { data?: Record<string, unknown>; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.data = options.data ?? {};
  }

  /** The HTTP status of this error's code. */
  get status(): number {
    return ERROR_STATUS[this.code];
  }
}
