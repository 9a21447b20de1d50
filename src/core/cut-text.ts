/**
 * Shortens a text that is too long to be kept.
 * @param max characters, the notice that says so included
 */
export function cutText(text: string, max: number): string {
  if (text.length <= max) return text;
  const notice = `… [cut off: ${text.length} characters]`;
  const end = max - notice.length;
  // Not between the halves of a surrogate pair.
  const isSplit = (text.charCodeAt(end - 1) & 0xfc00) === 0xd800;
  return text.slice(0, isSplit ? end - 1 : end) + notice;
}
