/**
 * The header by which an answer of treebox is told from that of another server.
 */
export const API_HEADER = 'treebox-api';
/** Goes up when `openapi.json` changes in what clients rely on. */
export const API_VERSION = '1';
