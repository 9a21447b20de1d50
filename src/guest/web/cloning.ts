/**
 * Interface of the parts that clone or transfer their own objects for `structuredClone`.
 */

/** Exported by a part as `cloning`; called for objects that the language's own rules do not cover. */
export interface PlatformCloning {
  /**
   * Reads an object's content.
   * @returns a function that makes the clone; undefined if the object does not belong to this part
   * @throws DOMException `DataCloneError` if the object belongs to this part but can't be cloned
   */
  serialize(value: object): (() => object) | undefined;
  /**
   * Prepares the transfer of an object.
   * @returns undefined if the object is not a transferable object of this part
   * @throws DOMException `DataCloneError` if the object can't be transferred in its present state
   */
  transfer?(value: object): Move | undefined;
}

/** The transfer of an object. It takes place only after the whole message was cloned without an error. */
export interface Move {
  /** The clone. */
  readonly made: object;
  /** Transfers the object: the original can't be used after this. */
  move(): void;
}

/** The parts that have their own objects to clone or transfer. */
export const CLONING_PARTS: readonly string[] = [
  'dom-exception',
  'blob',
  'fetch',
  'messaging',
  'streams',
  'url',
  'web-crypto',
];
