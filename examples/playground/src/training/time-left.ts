/** How long something goes on, in words, if it goes on as it did; nothing before that can be told. */
export function timeLeft(done: number, total: number, elapsed: number): string {
  if (!Number.isFinite(total) || done <= 0 || done >= total || elapsed < 300) return '';
  const seconds = ((elapsed / done) * (total - done)) / 1000;
  if (seconds < 1) return 'less than a second left';
  if (seconds < 90) return `about ${Math.ceil(seconds)} s left`;
  return `about ${Math.round(seconds / 60)} min left`;
}
