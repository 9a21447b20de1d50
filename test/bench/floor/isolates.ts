/**
 * The bare floor: creates an isolate and a context, evaluates, disposes, for as long as it is told; prints the count.
 * Arguments: milliseconds to go on.
 */
import ivm from 'isolated-vm';

const until = performance.now() + Number(process.argv[2]);
let count = 0;
while (performance.now() < until) {
  const isolate = new ivm.Isolate({ memoryLimit: 128 });
  isolate.createContextSync().evalSync('1 + 1');
  isolate.dispose();
  count += 1;
}
console.log(count);
