/**
 * The source text of an expression that failed. Only the engine could return it.
 */
export function getErrorSourceExpression(): undefined {
  return undefined;
}
