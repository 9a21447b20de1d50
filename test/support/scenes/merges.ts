/**
 * Merges.
 */
import { TreeboxError } from '../../../src/core/errors.ts';
import { EMPTY_TREE } from '../../../src/core/ids.ts';
import { bodyRefusals, breakServices, fillDisk, labelled, type Scenes } from './scene.ts';

export const mergesScenes: Scenes = {
  fs_merge_handler: {
    200: (app) => {
      const [ours, theirs] = [app.snapshot({ f: '1' }), app.snapshot({ f: '2' })];
      return app.post('/api/fs/merge', { ours, theirs });
    },
    400: (app) => app.post('/api/fs/merge', { ours: EMPTY_TREE, theirs: 'none' }),
    ...bodyRefusals('/api/fs/merge'),
    500: (app) => breakServices(app).post('/api/fs/merge', { ours: EMPTY_TREE, theirs: EMPTY_TREE }),
    503: (app) => {
      app.services.merges.merge = () => Promise.reject(new TreeboxError('busy', 'too many merges wait'));
      return app.post('/api/fs/merge', { ours: EMPTY_TREE, theirs: EMPTY_TREE });
    },
    507: (app) => fillDisk(app).post('/api/fs/merge', { ours: EMPTY_TREE, theirs: EMPTY_TREE }),
  },
  fs_pick_handler: {
    200: async (app) => {
      const { commit } = (await (await labelled(app)).get('/api/fs/labels/main')).body;
      return app.post('/api/fs/pick', { onto: EMPTY_TREE, commit });
    },
    400: (app) => app.post('/api/fs/pick', { onto: EMPTY_TREE }),
    ...bodyRefusals('/api/fs/pick'),
    500: (app) => breakServices(app).post('/api/fs/pick', { onto: EMPTY_TREE, commit: 'main' }),
    503: (app) => {
      app.services.merges.pick = () => Promise.reject(new TreeboxError('busy', 'too many merges wait'));
      return app.post('/api/fs/pick', { onto: EMPTY_TREE, commit: 'main' });
    },
    507: (app) => fillDisk(app).post('/api/fs/pick', { onto: EMPTY_TREE, commit: 'main' }),
  },
};
