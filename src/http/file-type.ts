/**
 * Makes the headers of a file of a snapshot: its type, by its name, and whether a browser may show it.
 *
 * The content is not trusted. Anything that a browser could execute is sent as an attachment and with a content security
 * policy that executes nothing, so no file acts with the rights of this origin.
 */
import mime from 'mime';

/** Endings that mean TypeScript here and a video stream in the registry of types. */
const TYPESCRIPT = /\.[cm]?tsx?$/i;
/** Types that a browser shows without running anything. */
const PASSIVE =
  /^(?:text\/(?:plain|csv|markdown)|application\/json|image\/(?!svg)[\w.+-]+|audio\/[\w.+-]+|video\/[\w.+-]+|font\/[\w.+-]+)$/;
const TEXT = /^text\/|^application\/json$|^image\/svg\+xml$|javascript$/;
const UNKNOWN = 'application/octet-stream';

/**
 * The headers that go with a file.
 * @param path its path in the snapshot
 * @param given its type; absent, the name tells it
 */
export function fileHeaders(path: string, given?: string): Record<string, string> {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const type = given ?? typeOf(name);
  const essence = type.replace(/;.*/s, '').trim().toLowerCase();
  const isText = TEXT.test(essence) && essence === type;
  return {
    'content-type': isText ? `${type}; charset=utf-8` : type,
    'content-disposition': `${PASSIVE.test(essence) ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeName(name)}`,
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
  };
}

function typeOf(name: string): string {
  if (TYPESCRIPT.test(name)) return 'text/plain';
  // The library takes a name without ending for an ending.
  return (name.includes('.') ? mime.getType(name) : null) ?? UNKNOWN;
}

/** RFC 8187: percent-encoded but for the characters that need no quoting. */
function encodeName(name: string): string {
  return encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
