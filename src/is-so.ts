/** What is asked of a value; no for one that throws when it is looked at, as a proxy does that was revoked. */
export function isSo(look: () => boolean): boolean {
  try {
    return look();
  } catch {
    return false;
  }
}
