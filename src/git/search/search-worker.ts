/**
 * Program of a process that searches: `search-worker.ts REPOSITORY`, an absolute path. It only reads, so it can be killed at
 * any time.
 */
import { RepositoryObjects } from '../objects/repository-objects.ts';
import { answerQuestions } from '../worker/answer-questions.ts';
import type { SearchQuestion } from './search-protocol.ts';
import { type SearchResult, searchTree } from './search-tree.ts';

const [gitDir] = process.argv.slice(2) as [string];
const objects = new RepositoryObjects(gitDir);

answerQuestions((question: SearchQuestion): SearchResult => {
  const deadline = performance.now() + question.timeMs;
  return searchTree(objects, question, () => performance.now() < deadline);
});
