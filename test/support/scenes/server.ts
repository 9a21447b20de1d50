/**
 * The server itself.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TreeboxError } from '../../../src/core/errors.ts';
import { breakServices, type Scenes } from './scene.ts';

export const serverScenes: Scenes = {
  cli_index_handler: { 200: (app) => app.get('/api/cli'), 400: (app) => app.get('/api/cli?x=1') },
  cli_download_handler: {
    200: (app) => {
      mkdirSync(app.cliFolder);
      writeFileSync(join(app.cliFolder, 'treebox-linux-x86_64'), 'program');
      return app.get('/api/cli/linux-x86_64');
    },
    400: (app) => app.get('/api/cli/%ff'),
    404: (app) => app.get('/api/cli/linux-x86_64'),
  },
  events_handler: {
    200: (app) => app.get('/api/events?since=0'),
    400: (app) => app.get('/api/events?types=x'),
    410: (app) => {
      app.services.events.listen = () => {
        throw new TreeboxError('expired', 'events before 9 are no longer kept');
      };
      return app.get('/api/events?since=0');
    },
    500: (app) => breakServices(app).get('/api/events'),
    503: (app) => {
      app.services.events.listen = () => {
        throw new TreeboxError('busy', 'too many listen');
      };
      return app.get('/api/events');
    },
  },
  version_handler: { 400: (app) => app.get('/api/version?x=1'), 200: (app) => app.get('/api/version') },
  health_handler: {
    200: (app) => app.get('/health'),
    503: (app) => {
      app.pool.failure = 'no runner process can be started';
      return app.get('/health');
    },
  },
  metrics_handler: { 200: (app) => app.get('/metrics') },
  openapi_handler: { 200: (app) => app.get('/openapi.json') },
  docs_handler: { 308: (app) => app.get('/docs') },
};
