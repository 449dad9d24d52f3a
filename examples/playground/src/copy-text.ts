/** Copies text; where the clipboard is refused it is shown, selected, so that a key copies it. */

/**
 * True when the text is in the clipboard.
 * @param fallback filled with the text and selected otherwise
 */
export async function copyText(text: string, fallback: HTMLTextAreaElement): Promise<boolean> {
  fallback.value = text;
  try {
    await navigator.clipboard.writeText(text);
    fallback.hidden = true;
    return true;
  } catch {
    // no permission, or a page that was not served securely
    fallback.hidden = false;
    fallback.focus();
    fallback.select();
    return false;
  }
}
