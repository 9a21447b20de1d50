/**
 * The part that holds Node's `os`: what a guest may know of its machine, which is nothing of the real one. Layer 0, guest
 * side.
 */

export default function create() {
  const os = {
    EOL: '\n',
    devNull: '/dev/null',
    arch: () => 'x64',
    availableParallelism: () => 1,
    cpus: () => [],
    endianness: () => 'LE',
    freemem: () => 0,
    homedir: () => '/',
    hostname: () => 'localhost',
    loadavg: () => [0, 0, 0],
    machine: () => 'x86_64',
    networkInterfaces: () => ({}),
    platform: () => 'linux',
    release: () => '',
    tmpdir: () => '/tmp',
    totalmem: () => 0,
    type: () => 'Linux',
    uptime: () => 0,
    userInfo: () => ({ uid: 0, gid: 0, username: 'root', homedir: '/', shell: null }),
    version: () => '',
  };
  return { os };
}
