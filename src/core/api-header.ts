/**
 * The header that distinguishes an answer of treebox from an answer of another server.
 */
export const API_HEADER = 'treebox-api';
/** Goes up when `openapi.json` changes in what clients rely on. */
export const API_VERSION = '1';
