/**
 * Shortens a text that is too long to be kept.
 * @param max characters, including the notice that the text was cut
 */
export function cutText(text: string, max: number): string {
  if (text.length <= max) return text;
  const notice = `… [cut off: ${text.length} characters]`;
  const end = max - notice.length;
  // Don't cut between the halves of a surrogate pair.
  const isSplit = (text.charCodeAt(end - 1) & 0xfc00) === 0xd800;
  return text.slice(0, isSplit ? end - 1 : end) + notice;
}
