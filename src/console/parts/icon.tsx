/**
 * Icons as SVG paths: a font may lack the characters.
 */

const PATHS = {
  file: 'M3.5 1.5h6l3 3v10h-9z M9.5 1.5v3h3',
  folder: 'M1.5 13.5v-11h5l1.5 2h6.5v9z',
  symlink: 'M6.5 9.5l3-3 M7.5 4.5l1.5-1.5a2.8 2.8 0 0 1 4 4l-1.5 1.5 M8.5 11.5l-1.5 1.5a2.8 2.8 0 0 1-4-4l1.5-1.5',
  copy: 'M5.5 5.5h8v9h-8z M10.5 5.5v-4h-8v9h3',
  done: 'M2.5 8.5l4 4 7-9',
} as const;

export type IconName = keyof typeof PATHS;

/** An icon of the size of the text. The text beside it, or the label of its button, says what it means. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="drawn" width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
