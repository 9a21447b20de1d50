/**
 * The header that distinguishes an answer of treebox from an answer of another server.
 */
export const API_HEADER = 'treebox-api';
/** Increases when a change of `openapi.json` can break clients. */
export const API_VERSION = '1';
