/**
 * The durations of a run's phases, as a bar.
 */
import type { Schemas } from '../api.ts';
import { duration } from './small.tsx';

const PHASES = ['queued', 'mount', 'compile', 'run', 'commit'] as const;
const WIDTH = 1_000;
const HEIGHT = 24;

export function Timings({ info: { timings } }: { info: Schemas['ExecutionInfo'] }) {
  if (!timings) return null;
  const total = PHASES.reduce((sum, phase) => sum + timings[phase], 0);
  let start = 0;
  return (
    <section aria-label="Timings">
      <h2>Timings</h2>
      <svg class="timings" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
        {PHASES.map((phase, at) => {
          const width = total === 0 ? 0 : (timings[phase] / total) * WIDTH;
          const x = start;
          start += width;
          return <rect key={phase} class={`lane-${at}`} x={x} width={width} height={HEIGHT} />;
        })}
      </svg>
      <dl class="legend">
        {PHASES.map((phase, at) => (
          <div key={phase}>
            <dt>
              <svg width="10" height="10" aria-hidden="true">
                <rect class={`lane-${at}`} width="10" height="10" />
              </svg>{' '}
              {phase}
            </dt>
            <dd>{duration(timings[phase])}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
