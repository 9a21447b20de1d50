/**
 * The `module` of a CommonJS file.
 */
import { LANGUAGE } from './language.ts';
import { append, uncurry } from './primordials.ts';

const { apply, defineProperty, max, weakMapGet: get, weakMapSet: set, WeakMap: WeakMapType } = LANGUAGE;
const lastIndexOf = uncurry(LANGUAGE.lastIndexOf);
const slice = uncurry(LANGUAGE.slice);
const endsWith = uncurry(LANGUAGE.endsWith);

type RequireFromHere = (specifier: string) => unknown;

const requires = new WeakMapType<object, RequireFromHere>();
const parents = new WeakMapType<object, CommonJsModule | undefined>();

export class CommonJsModule {
  id: string;
  path: string;
  exports: unknown = {};
  filename: string | null = null;
  loaded = false;
  children: CommonJsModule[] = [];
  paths: string[] = [];

  /** @param require function behind `module.require` */
  constructor(id: string, require: RequireFromHere | undefined, parent?: CommonJsModule) {
    this.id = id;
    this.path = directory(id);
    if (require) apply(set, requires, [this, require]);
    apply(set, parents, [this, parent]);
  }

  get parent(): CommonJsModule | undefined {
    return apply(get, parents, [this]) as CommonJsModule | undefined;
  }

  get isPreloading(): boolean {
    return false;
  }

  require(specifier: string): unknown {
    return (apply(get, requires, [this]) as RequireFromHere)(specifier);
  }
}

defineProperty(CommonJsModule, 'name', { __proto__: null, value: 'Module', configurable: true } as PropertyDescriptor);

/** Returns the folder of a path. */
export function directory(path: string): string {
  return slice(path, 0, max(1, lastIndexOf(path, '/')));
}

/** Returns the folders in which `require` looks for packages, the nearest first. @param folder absolute */
export function packageFolders(folder: string): string[] {
  const folders: string[] = [];
  for (let above = folder; above !== '/'; above = directory(above)) {
    if (!endsWith(above, '/node_modules')) append(folders, `${above}/node_modules`);
  }
  append(folders, '/node_modules');
  return folders;
}
