/**
 * Makes the headers of a file of a snapshot: its media type, by its name, and whether a browser may show it.
 *
 * The content is not trusted. Anything that a browser could execute is sent as an attachment and with a content security
 * policy that executes nothing, so no file acts with the rights of this origin.
 */
import mime from 'mime';

/** Extensions that mean TypeScript here, and MPEG video in the registry of media types. */
const TYPESCRIPT = /\.[cm]?tsx?$/i;
/** Types that a browser shows without running anything. */
const PASSIVE =
  /^(?:text\/(?:plain|csv|markdown)|application\/json|image\/(?!svg)[\w.+-]+|audio\/[\w.+-]+|video\/[\w.+-]+|font\/[\w.+-]+)$/;
const TEXT = /^text\/|^application\/json$|^image\/svg\+xml$|javascript$/;
const UNKNOWN = 'application/octet-stream';

/**
 * Makes the headers of a file.
 * @param path its path in the snapshot
 * @param given its media type; by default the one of its name
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
  // The library treats a name without a dot as an extension.
  return (name.includes('.') ? mime.getType(name) : null) ?? UNKNOWN;
}

/** Percent-encodes a name for `filename*` (RFC 8187). */
function encodeName(name: string): string {
  return encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
