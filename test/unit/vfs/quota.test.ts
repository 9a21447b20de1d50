import { describe, expect, test } from 'vitest';
import { MemoryObjects } from '../../support/memory-objects.ts';
import { mount } from '../../support/volume-fs.ts';

const NO_SPACE = expect.objectContaining({ code: 'ENOSPC', errno: -28 });

describe('Volume: limits', () => {
  test('content past the limit is ENOSPC, and changes nothing', () => {
    const { fs, volume } = mount({ limits: { bytes: 100, files: 10 } });
    fs.writeFileSync('/a', 'x'.repeat(60));
    expect(() => fs.writeFileSync('/b', 'x'.repeat(41))).toThrow(NO_SPACE);
    expect(() => fs.appendFileSync('/a', 'x'.repeat(41))).toThrow(NO_SPACE);
    expect(fs.readFileSync('/a', 'utf8')).toHaveLength(60);
    expect(volume.quotaExceeded).toBe(true);
  });

  test('what is removed or shortened gives its room back', () => {
    const { fs, volume } = mount({ limits: { bytes: 100, files: 2 } });
    for (let round = 0; round < 20; round += 1) {
      fs.writeFileSync('/a', 'x'.repeat(90));
      fs.truncateSync('/a', 10);
      fs.writeFileSync('/b', 'x'.repeat(90));
      fs.rmSync('/a');
      fs.rmSync('/b');
    }
    expect(volume.quotaExceeded).toBe(false);
  });

  test('a hole counts like content', () => {
    const { fs } = mount({ limits: { bytes: 1_000, files: 10 } });
    fs.writeFileSync('/a', '');
    expect(() => fs.truncateSync('/a', 1_001)).toThrow(NO_SPACE);
    fs.truncateSync('/a', 1_000);
    const fd = fs.openSync('/a', 'r+');
    expect(() => fs.writeSync(fd, 'x', 2 ** 40)).toThrow(NO_SPACE);
    expect(fs.readFileSync('/a').equals(Buffer.alloc(1_000))).toBe(true);
  });

  test('files, folders and links made or changed count, each once', () => {
    const objects = new MemoryObjects();
    const tree = objects.tree({ old: 'old', other: 'other' });
    const { fs } = mount({ objects, tree, limits: { bytes: 1_000, files: 4 } });
    fs.mkdirSync('/folder');
    fs.symlinkSync('old', '/link');
    fs.writeFileSync('/new', '1');
    fs.writeFileSync('/new', '2');
    fs.appendFileSync('/old', '!');
    expect(() => fs.appendFileSync('/other', '!')).toThrow(NO_SPACE);
    expect(() => fs.mkdirSync('/more')).toThrow(NO_SPACE);
    fs.appendFileSync('/old', '!');
  });

  test('an open file keeps its room until it is closed', () => {
    const { fs } = mount({ limits: { bytes: 100, files: 10 } });
    const fd = fs.openSync('/a', 'w+');
    fs.writeSync(fd, 'x'.repeat(90));
    fs.unlinkSync('/a');
    expect(() => fs.writeFileSync('/b', 'x'.repeat(20))).toThrow(NO_SPACE);
    fs.closeSync(fd);
    fs.writeFileSync('/b', 'x'.repeat(20));
  });

  test('a name of 256 bytes and a path of 4,096 are ENAMETOOLONG', () => {
    const { fs } = mount();
    const TOO_LONG = expect.objectContaining({ code: 'ENAMETOOLONG' });
    fs.writeFileSync(`/${'n'.repeat(255)}`, '');
    expect(() => fs.writeFileSync(`/${'n'.repeat(256)}`, '')).toThrow(TOO_LONG);
    expect(() => fs.writeFileSync(`/${'\u00e9'.repeat(128)}`, '')).toThrow(TOO_LONG);
    expect(() => fs.statSync(`/${'a/'.repeat(2_048)}`)).toThrow(TOO_LONG);
  });

  test('the bytes held are told as they move', () => {
    const told: number[] = [];
    const { volume } = mount();
    expect(volume.bytesHeld).toBeGreaterThanOrEqual(0);
    const before = volume.bytesHeld;
    volume.files.writeFile('/a', Buffer.alloc(3_000_000), 0o1101, 0o644);
    told.push(volume.bytesHeld - before);
    volume.paths.unlink('/a');
    told.push(volume.bytesHeld - before);
    expect(told[0]).toBeGreaterThanOrEqual(3_000_000);
    expect(told[1]).toBeLessThan(10_000);
  });
});
