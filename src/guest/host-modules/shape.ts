/**
 * Shapes of a module's exports, without their behaviour.
 */

/** Lengths of functions by name. */
export type Lengths = Readonly<Record<string, number>>;

export interface ClassShape {
  readonly kind: 'class';
  readonly length: number;
  /** `module.name` of the class that it extends. */
  readonly parent?: string;
  readonly methods?: Lengths;
  /** Properties of the prototype that are read through a getter. */
  readonly getters?: readonly string[];
  /** Data of the prototype; null for missing properties. */
  readonly fields?: Readonly<Record<string, unknown>>;
  readonly statics?: Lengths;
}

export type Shape =
  | ClassShape
  | { readonly kind: 'function'; readonly length: number }
  | { readonly kind: 'value'; readonly value?: unknown }
  | { readonly kind: 'symbol'; readonly description: string }
  | { readonly kind: 'object'; readonly members: Readonly<Record<string, Shape>> }
  /** The same value as another export, given as `module.name`. */
  | { readonly kind: 'same'; readonly as: string };

export interface ModuleShape {
  /** True when the module itself is an event emitter. */
  readonly emits?: true;
  readonly exports: Readonly<Record<string, Shape>>;
}
