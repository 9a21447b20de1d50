/**
 * The errors of module resolution, with Node's codes and in Node's words.
 *
 * @see https://nodejs.org/api/errors.html#nodejs-error-codes
 */

/** The class of an error. */
type ErrorName = 'Error' | 'RangeError' | 'TypeError';

export interface ModuleErrorDetails {
  /** Class of the error, where Node does not use a plain `Error`. */
  readonly name?: ErrorName;
  /** The path at which the file would be, for callers that do not check whether it exists. */
  readonly url?: string;
}

/** Thrown for a specifier that leads nowhere, or to something that can't be loaded. */
export class ModuleNotFound extends Error {
  override readonly name: ErrorName;
  readonly code: string;
  readonly url: string | undefined;

  constructor(code: string, message: string, { name = 'Error', url }: ModuleErrorDetails = {}) {
    super(message);
    this.name = name;
    this.code = code;
    this.url = url;
  }
}

function importedFrom(base: string | null): string {
  return base === null ? '' : ` imported from ${base}`;
}

/** Makes the error for a file or package that an import does not find. */
export function importNotFound(kind: 'module' | 'package', what: string, base: string, url?: URL): ModuleNotFound {
  const message = `Cannot find ${kind} '${what}'${importedFrom(base)}`;
  return new ModuleNotFound('ERR_MODULE_NOT_FOUND', message, url && { url: url.href });
}

/** Makes the error for a file that `require` does not find. @param text replaces Node's usual sentence */
export function requireNotFound(request: string, from: string, text?: string): ModuleNotFound {
  const message = text ?? `Cannot find module '${request}'\nRequire stack:\n- ${from}`;
  return new ModuleNotFound('MODULE_NOT_FOUND', message);
}

export function unsupportedFolder(path: string, base: string, { href }: URL): ModuleNotFound {
  const message = `Directory import '${path}' is not supported resolving ES modules${importedFrom(base)}`;
  return new ModuleNotFound('ERR_UNSUPPORTED_DIR_IMPORT', message, { url: href });
}

export function invalidSpecifier(specifier: string, reason: string, base: string | null): ModuleNotFound {
  const message = `Invalid module "${specifier}" ${reason}${importedFrom(base)}`;
  return new ModuleNotFound('ERR_INVALID_MODULE_SPECIFIER', message, { name: 'TypeError' });
}

/** @param importing the specifier that was being resolved when the file was read */
export function unreadableConfig(
  path: string,
  importing: { readonly specifier: string; readonly base: string } | undefined,
): ModuleNotFound {
  const why = importing ? ` while importing "${importing.specifier}" from ${importing.base}` : '';
  return new ModuleNotFound('ERR_INVALID_PACKAGE_CONFIG', `Invalid package config ${path}${why}.`);
}

/** @param base URL of the importing file */
export function invalidConfig(path: string, base: string | null, reason: string): ModuleNotFound {
  const message = `Invalid package config ${path}${base === null ? '' : ` while importing ${base}`}. ${reason}`;
  return new ModuleNotFound('ERR_INVALID_PACKAGE_CONFIG', message);
}

/** @param folder of the package, with a slash at its end */
export function invalidTarget(
  folder: string,
  key: string,
  target: string,
  isImport: boolean,
  base: string | null,
): ModuleNotFound {
  const needsDot = !isImport && target.length > 0 && !target.startsWith('./');
  const what =
    key === '.'
      ? `"exports" main target ${JSON.stringify(target)} defined`
      : `"${isImport ? 'imports' : 'exports'}" target ${JSON.stringify(target)} defined for '${key}'`;
  const message = `Invalid ${what} in the package config ${folder}package.json${importedFrom(base)}`;
  return new ModuleNotFound(
    'ERR_INVALID_PACKAGE_TARGET',
    `${message}${needsDot ? '; targets must start with "./"' : ''}`,
  );
}

/** @param folder of the package, with a slash at its end */
export function notExported(folder: string, subpath: string, base: string | null): ModuleNotFound {
  const what =
    subpath === '.'
      ? `No "exports" main defined in ${folder}package.json`
      : `Package subpath '${subpath}' is not defined by "exports" in ${folder}package.json`;
  return new ModuleNotFound('ERR_PACKAGE_PATH_NOT_EXPORTED', `${what}${importedFrom(base)}`);
}

/** @param folder of the package, with a slash at its end; undefined when the importing file is in none */
export function importNotDefined(specifier: string, folder: string | undefined, base: string): ModuleNotFound {
  const where = folder === undefined ? '' : ` in package ${folder}package.json`;
  const message = `Package import specifier "${specifier}" is not defined${where}${importedFrom(base)}`;
  return new ModuleNotFound('ERR_PACKAGE_IMPORT_NOT_DEFINED', message, { name: 'TypeError' });
}

/** Makes the error for a module that is required while it is being evaluated. @param from the file that requires it */
export function requiredInCycle(path: string, from: string | null): ModuleNotFound {
  const message =
    `Cannot require() ES Module ${path} in a cycle.${from === null ? '' : ` (from ${from})`} A cycle involving ` +
    'require(esm) is not allowed to maintain invariants mandated by the ECMAScript specification. Try making at least ' +
    'part of the dependency in the graph lazily loaded.';
  return new ModuleNotFound('ERR_REQUIRE_CYCLE_MODULE', message);
}

/**
 * Makes the error for a file that a required module imports while it is being evaluated.
 * @param kind Node's word for the file
 */
export function importedInCycle(kind: 'Module' | 'CommonJS Module', specifier: string, from: string): ModuleNotFound {
  return new ModuleNotFound(
    'ERR_REQUIRE_CYCLE_MODULE',
    `Cannot import ${kind} ${specifier} in a cycle. (from ${from})`,
  );
}

export function unknownExtension(extension: string, path: string): ModuleNotFound {
  const message = `Unknown file extension "${extension}" for ${path}`;
  return new ModuleNotFound('ERR_UNKNOWN_FILE_EXTENSION', message, { name: 'TypeError' });
}
