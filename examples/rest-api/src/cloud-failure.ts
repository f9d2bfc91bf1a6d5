/**
 * Why the cloud did not take a model, for everyone to read: what the storage says in full names the endpoint and the
 * bucket, which are nobody's business. So no more is taken from it than the code or the status of the refusal.
 *
 * @param reason - `fallbackReason` of `FallbackStorage`
 */
export function describeFailure(reason: string): string {
  const code = /\brefused \(([A-Za-z]{1,60})\b/.exec(reason)?.[1];
  const status = /\bHTTP (\d{3})\b/.exec(reason)?.[1];
  if (code !== undefined) return `Cloudflare R2 refused (${code}).`;
  if (status !== undefined) return `Cloudflare R2 answered with HTTP ${status}.`;
  return 'Cloudflare R2 gave no answer that could be used.';
}
