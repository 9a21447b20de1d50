/**
 * Interface by which a part tells `structuredClone` how to clone its own objects.
 */

/** Exported by a part as `cloning`; asked about objects that the language's own rules do not cover. */
export interface PlatformCloning {
  /**
   * Reads an object's content.
   * @returns a function that makes the clone; undefined when the object is not one of this part
   * @throws DOMException `DataCloneError` when the object is of this part but can't be cloned
   */
  serialize(value: object): (() => object) | undefined;
  /**
   * Prepares an object's move.
   * @returns undefined when the object is not a transferable one of this part
   * @throws DOMException `DataCloneError` when it is in no state to be moved
   */
  transfer?(value: object): Move | undefined;
}

/** The move of an object, which takes place only when all else has gone well. */
export interface Move {
  /** The clone. */
  readonly made: object;
  /** Moves it: the one given can't be used any more. */
  move(): void;
}

/** The parts that have objects of their own to clone or to move. */
export const CLONING_PARTS: readonly string[] = [
  'dom-exception',
  'blob',
  'fetch',
  'messaging',
  'streams',
  'url',
  'web-crypto',
];
