/**
 * The part that holds Node's `tty`: a run has no terminal.
 */
import { refusal } from '../not-here.ts';

const REASON = 'a run has no terminal';

export default function create() {
  const { ReadStream, WriteStream } = {
    ReadStream: refusal('tty', 'ReadStream', REASON),
    WriteStream: refusal('tty', 'WriteStream', REASON),
  };
  return { tty: { isatty: () => false, ReadStream, WriteStream } };
}
