/**
 * The text of the expression that failed, which only the engine could give. Guest side.
 */
export function getErrorSourceExpression(): undefined {
  return undefined;
}
