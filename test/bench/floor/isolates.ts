/**
 * The bare floor: creates an isolate and a context, evaluates, disposes, for as long as it is told; prints the count and
 * the milliseconds of processor time that it took.
 * Arguments: milliseconds to go on.
 */
import ivm from 'isolated-vm';

const until = performance.now() + Number(process.argv[2]);
const before = process.cpuUsage();
let count = 0;
while (performance.now() < until) {
  const isolate = new ivm.Isolate({ memoryLimit: 128 });
  isolate.createContextSync().evalSync('1 + 1');
  isolate.dispose();
  count += 1;
}
const { user, system } = process.cpuUsage(before);
console.log(count, (user + system) / 1000);
