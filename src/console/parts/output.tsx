/**
 * Live output of a run: both streams in order, or one of them.
 */
import { useEffect, useMemo, useState } from 'preact/hooks';
import { outputEvents } from '../address.ts';
import { Problem } from './load.tsx';
import { type Piece, PrintedLines, STREAMS, type Stream } from './printed-lines.ts';
import { Empty } from './small.tsx';
import { LINE_PX, Line } from './text-file.tsx';
import { VirtualList } from './virtual-list.tsx';

export function Output({ execution, isRunning }: { execution: string; isRunning: boolean }) {
  const [stream, setStream] = useState<Stream>('both');
  const { printed, version, error, retry } = useOutput(execution);
  const lines = useMemo(() => printed.of(stream), [printed, version, stream]);
  const isMarked = stream === 'both' && printed.hasBoth;
  return (
    <section aria-label="Output">
      <div class="output-title">
        <h2>Output</h2>
        <label for="stream">Stream</label>
        <select id="stream" value={stream} onChange={(event) => setStream(event.currentTarget.value as Stream)}>
          {STREAMS.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      </div>
      {error && <Problem error={error} retry={retry} />}
      {lines.length === 0 ? (
        <Empty>{isRunning ? 'Nothing was printed yet.' : 'Nothing was printed.'}</Empty>
      ) : (
        <VirtualList
          class="code output"
          label="Printed lines"
          count={lines.length}
          rowHeight={LINE_PX}
          followsEnd={isRunning}
          row={(index) => {
            const { text, isError } = lines[index] as (typeof lines)[number];
            return <Line key={index} text={text} {...(isMarked && { mark: isError ? 'stderr' : '' })} />;
          }}
        />
      )}
      {printed.isFull && <p class="quiet">The output is too long to be shown here. The API returns all of it.</p>}
    </section>
  );
}

/** Follows the output by its events. The browser reconnects and continues after the last event. */
function useOutput(execution: string) {
  const [round, setRound] = useState(0);
  const [state, setState] = useState({ printed: new PrintedLines(), version: 0 });
  const [error, setError] = useState<Error>();
  useEffect(() => {
    const printed = new PrintedLines();
    let version = 0;
    let frame: number | undefined;
    setState({ printed, version });
    setError(undefined);
    const source = new EventSource(outputEvents(execution));
    source.addEventListener('output', ({ data }: MessageEvent<string>) => {
      printed.add(JSON.parse(data) as Piece);
      // Many pieces arrive between two frames of the screen: render them together.
      frame ??= requestAnimationFrame(() => {
        frame = undefined;
        version += 1;
        setState({ printed, version });
      });
    });
    source.addEventListener('end', () => source.close());
    source.onerror = () => {
      if (source.readyState === EventSource.CLOSED) setError(new Error('the output can not be followed now'));
    };
    return () => {
      source.close();
      if (frame !== undefined) cancelAnimationFrame(frame);
    };
  }, [execution, round]);
  return { ...state, error, retry: () => setRound(round + 1) };
}
