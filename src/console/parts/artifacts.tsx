/**
 * Artifacts of a run: images are shown, other artifacts can be downloaded.
 */
import { rawArtifact } from '../address.ts';
import type { Schemas } from '../api.ts';
import { bytes } from './small.tsx';

const PICTURE = /^image\//;

export function Artifacts({ info: { execution_id, artifacts } }: { info: Schemas['ExecutionInfo'] }) {
  if (artifacts.length === 0) return null;
  return (
    <section aria-label="Artifacts">
      <h2>Artifacts</h2>
      {artifacts.map(({ key, mime_type, size_bytes }) => {
        const href = rawArtifact(execution_id, key);
        return (
          <figure key={key}>
            {PICTURE.test(mime_type) && <img class="picture" src={href} alt={key} loading="lazy" />}
            <figcaption>
              <a href={href} download={key}>
                {key}
              </a>{' '}
              <span class="quiet">
                {mime_type}, {bytes(size_bytes)}
              </span>
            </figcaption>
          </figure>
        );
      })}
    </section>
  );
}
