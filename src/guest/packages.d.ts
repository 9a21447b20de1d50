/** The packages that parts of the guest library hand on whole: what they export is the guest's business. */

declare module 'assert' {
  const assert: { readonly strict: unknown };
  export default assert;
}
declare module 'events' {
  const EventEmitter: new () => object;
  export default EventEmitter;
}
declare module 'path-browserify' {
  const path: Record<string, unknown>;
  export default path;
}
declare module 'readable-stream/lib/stream.js' {
  const stream: { readonly promises: unknown };
  export default stream;
}
declare module 'string_decoder' {
  export const StringDecoder: unknown;
}
declare module 'util' {
  export const types: Record<string, unknown>;
}
