/**
 * The part that holds Node's `path`, in its POSIX form: a volume has no drives. Layer 0, guest side.
 */
import path from 'path-browserify';

export default function create() {
  const posix = Object.assign(path, { toNamespacedPath: (name: unknown) => name });
  return { path: posix };
}
