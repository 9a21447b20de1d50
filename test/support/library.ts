/**
 * The guest library as the server has it, for tests that need no server.
 */
import { bundleGuestLibrary } from '../../src/compiler/bundle.ts';
import { guestLibrary } from '../../src/pool/guest-library.ts';
import { LibraryCode } from '../../src/runner/isolate/library-code.ts';

/** Returns the compiled guest library of the present sources. */
export async function libraryCode(): Promise<LibraryCode> {
  const library = await guestLibrary(bundleGuestLibrary, (error) => {
    throw error;
  });
  return new LibraryCode(library);
}
