/**
 * A server of one file's pages and nothing else: `?at=` and `&bytes=` say which. Takes the file's path; prints its port.
 */
import { openSync, readSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const fd = openSync(process.argv[2] as string, 'r');
const server = createServer((request, response) => {
  const { searchParams } = new URL(request.url ?? '/', 'http://localhost');
  const page = Buffer.alloc(Number(searchParams.get('bytes')));
  response.end(page.subarray(0, readSync(fd, page, 0, page.length, Number(searchParams.get('at')))));
});
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
